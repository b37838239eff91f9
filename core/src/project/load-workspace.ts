import type { JsonObject } from '../config/json.ts';
import { parseYaml } from '../config/yaml.ts';
import {
  type Checked,
  type Diagnostic,
  packageNameTaken,
  packageNotInstalled,
} from '../diagnostics/index.ts';
import type { FileSystem, LoadOptions, Project, Target, Workspace } from './project.ts';
import { findProject, readProject } from './read-project.ts';
import { readTarget } from './read-target.ts';
import type { FileNames } from './render.ts';
import { isMapping } from './shape.ts';

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
  const packages = take(loadPackages(withTargetPath(root, options.targetPath), { ...shared, checksVersion }));
  const internal = options.internalProjects.flatMap((folder) => {
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

function withTargetPath(project: Project, targetPath: string | undefined): Project {
  return targetPath === undefined ? project : { ...project, paths: { ...project.paths, target: targetPath } };
}

/** The root and the packages below its install path, each after those that need it. */
function loadPackages(
  root: Project,
  shared: { readonly files: FileSystem; readonly names: FileNames; readonly checksVersion: boolean },
): Checked<readonly Project[]> {
  const diagnostics: Diagnostic[] = [];
  const projects = new Map<string, Project>([[root.name, root]]);
  const { files } = shared;
  const installed = `${root.root}/${root.paths.packages}`;
  for (const name of files.listNames(installed)) {
    const folder = `${installed}/${name}`;
    if (!files.exists(`${folder}/dbt_project.yml`)) continue;
    const found = findProject(folder, `${root.paths.packages}/${name}`, files);
    diagnostics.push(...found.diagnostics);
    if (!found.value) continue;
    const { value: project, diagnostics: problems } = readProject(found.value, { ...shared, root: folder });
    diagnostics.push(...problems.map((problem) => inPackage(problem, `${root.paths.packages}/${name}`)));
    const other = projects.get(project.name);
    if (other) diagnostics.push(packageNameTaken(project.name, [other.root, folder]));
    else projects.set(project.name, project);
  }
  diagnostics.push(...undeclared(root, files, projects));
  return { value: [...projects.values()], diagnostics };
}

/** Spans of a package's file name the package's folder. */
function inPackage(diagnostic: Diagnostic, folder: string): Diagnostic {
  return diagnostic.at
    ? { ...diagnostic, at: { ...diagnostic.at, file: `${folder}/${diagnostic.at.file}` } }
    : diagnostic;
}

/** Packages that packages.yml names but nobody installed. */
function undeclared(root: Project, files: FileSystem, projects: ReadonlyMap<string, Project>): Diagnostic[] {
  for (const file of ['packages.yml', 'dependencies.yml']) {
    const text = files.readText(`${root.root}/${file}`);
    if (text === undefined) continue;
    const { value: document } = parseYaml(text, file);
    const packages = isMapping(document.value) ? document.value['packages'] : undefined;
    if (!Array.isArray(packages)) continue;
    return packages.flatMap((entry: unknown, index: number) => {
      const name = isMapping(entry as JsonObject) ? (entry as JsonObject)['package'] : undefined;
      if (typeof name !== 'string' || projects.size > 1) return [];
      return [packageNotInstalled(name, document.span(['packages', index]))];
    });
  }
  return [];
}
