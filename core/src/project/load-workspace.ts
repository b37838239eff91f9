import type { JsonObject } from '../config/json.ts';
import type { Checked, Diagnostic } from '../diagnostics/index.ts';
import { loadPackages } from './packages/load-packages.ts';
import type { LoadOptions, Project, Target, Workspace } from './project.ts';
import { findProject, readProject } from './read-project.ts';
import { readTarget } from './read-target.ts';
import type { FileNames } from './render.ts';

/**
 * Reads the project, its target and its installed packages.
 *
 * @returns undefined when nothing can be built on what was found; the diagnostics then hold at least one error.
 */
export function loadWorkspace(options: LoadOptions): Checked<Workspace | undefined> {
  const diagnostics: Diagnostic[] = [];
  const take = <T>(checked: Checked<T>): T => {
    diagnostics.push(...checked.diagnostics);
    return checked.value;
  };
  const { files, projectDir } = options;
  const raw = take(findProject(projectDir, projectDir, files));
  if (!raw) return { value: undefined, diagnostics };
  const target = take(readTarget(raw, options));
  const names: FileNames = {
    env: options.env,
    vars: options.cliVars,
    ...(target && { target: targetDict(target) }),
  };
  const shared = { files, names };
  const checksVersion = options.checksVersion ?? true;
  const root = take(readProject(raw, { ...shared, root: projectDir, checksVersion }));
  if (!target) return { value: undefined, diagnostics };
  const packages = take(
    loadPackages(withTargetPath(withFlags(root, target), options.targetPath), { ...shared, checksVersion }),
  );
  const internal = options.internalProjects(target.type).flatMap((folder) => {
    const found = take(findProject(folder, folder, files));
    return found
      ? [take(readProject(found, { ...shared, root: folder, isInternal: true, checksVersion: false }))]
      : [];
  });
  const [first, ...others] = packages;
  return {
    value: { root: first!, projects: [first!, ...others, ...internal], target, cliVars: options.cliVars },
    diagnostics,
  };
}

/** `target` as templates see it, secrets left out. */
export function targetDict(target: Target): JsonObject {
  const shown = Object.entries(target.output).filter(
    ([key]) => !/password|token|secret|key_id|private/i.test(key),
  );
  return {
    ...Object.fromEntries(shown),
    profile_name: target.profileName,
    target_name: target.name,
    name: target.name,
    type: target.type,
    database: target.database,
    schema: target.schema,
    threads: target.threads,
  };
}

function withFlags(project: Project, { flags }: Target): Project {
  return Object.keys(project.flags).length > 0 ? project : { ...project, flags };
}

function withTargetPath(project: Project, targetPath: string | undefined): Project {
  return targetPath === undefined ? project : { ...project, paths: { ...project.paths, target: targetPath } };
}
