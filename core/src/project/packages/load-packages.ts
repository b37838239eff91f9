import {
  type Checked,
  type Diagnostic,
  packageNameTaken,
  packagesOutdated,
  packagesNotInstalled,
} from '../../diagnostics/index.ts';
import type { FileSystem, Project } from '../project.ts';
import { findProject, readProject } from '../read-project.ts';
import type { FileNames } from '../render.ts';
import { lockFile, readLock, stateFile } from './lock.ts';
import { readPackages } from './read-packages.ts';
import { describePackage, type PackageSpec } from './spec.ts';

export interface LoadPackagesOptions {
  readonly files: FileSystem;
  readonly names: FileNames;
  readonly checksVersion: boolean;
}

/** The folder into which packages are installed. */
export function packagesFolder({ paths, root }: Project): string {
  return /^([/\\]|[A-Za-z]:)/.test(paths.packages) ? paths.packages : `${root}/${paths.packages}`;
}

/** The root and the packages in its folder of packages, by the folders' names. */
export function loadPackages(root: Project, options: LoadPackagesOptions): Checked<readonly Project[]> {
  const diagnostics: Diagnostic[] = [];
  const projects = new Map<string, Project>([[root.name, root]]);
  const { files } = options;
  const installed = packagesFolder(root);
  for (const name of files.listNames(installed)) {
    const folder = `${installed}/${name}`;
    if (name.startsWith('.') || !files.exists(`${folder}/dbt_project.yml`)) continue;
    const shown = `${root.paths.packages}/${name}`;
    const found = findProject(folder, shown, files);
    diagnostics.push(...found.diagnostics);
    if (!found.value) continue;
    const { value: project, diagnostics: problems } = readProject(found.value, { ...options, root: folder });
    diagnostics.push(...problems.map((problem) => inPackage(problem, shown)));
    const other = projects.get(project.name);
    if (other) diagnostics.push(packageNameTaken(project.name, [other.root, folder]));
    else projects.set(project.name, project);
  }
  diagnostics.push(...checkInstalled(root, options, projects));
  return { value: [...projects.values()], diagnostics };
}

/** Spans of a package's file name the package's folder. */
function inPackage(diagnostic: Diagnostic, folder: string): Diagnostic {
  return diagnostic.at
    ? { ...diagnostic, at: { ...diagnostic.at, file: `${folder}/${diagnostic.at.file}` } }
    : diagnostic;
}

/** What is asked for but is not there: by the lock file's names, or where there is none, by their number. */
function checkInstalled(
  root: Project,
  { files, names }: LoadPackagesOptions,
  projects: ReadonlyMap<string, Project>,
): Diagnostic[] {
  const faults: Diagnostic[] = [];
  // A token that only installing needs may be missing now.
  const lenient: FileNames = { ...names, env: (name) => names.env(name) ?? '' };
  const report = (diagnostic: Diagnostic): void => void faults.push(diagnostic);
  const { exists, file, specs } = readPackages({ folder: root.root, files, names: lenient, report });
  if (!exists || specs.length === 0 || faults.length > 0) return faults;
  const missing = missingPackages(root, specs, lenient, files, projects);
  if (missing.length === 0) return isOutdated(root, files) ? [packagesOutdated(root.paths.packages)] : [];
  const at = specs.find((spec) => missing.includes(describePackage(spec)))?.at ?? specs[0]!.at;
  return [
    packagesNotInstalled(
      missing,
      root.paths.packages,
      at ?? { file, line: 1, column: 1, endLine: 1, endColumn: 1 },
    ),
  ];
}

/** Whether the lock file has changed since, as after a `git pull`. Packages that dbt installed say nothing of that. */
function isOutdated(root: Project, files: FileSystem): boolean {
  const installed = files.readText(`${packagesFolder(root)}/${stateFile}`);
  return installed !== undefined && installed !== files.readText(`${root.root}/${lockFile}`);
}

function missingPackages(
  root: Project,
  specs: readonly PackageSpec[],
  names: FileNames,
  files: FileSystem,
  projects: ReadonlyMap<string, Project>,
): readonly string[] {
  const locked = files.exists(`${root.root}/${lockFile}`)
    ? readLock(root.root, files, names)?.packages
    : undefined;
  if (locked?.every(({ name }) => name !== '')) {
    return locked.filter(({ name }) => !projects.has(name)).map(({ pinned }) => describePackage(pinned));
  }
  if (projects.size - 1 >= specs.length) return [];
  const bare = (name: string): string =>
    name
      .replace(/\/+$/, '')
      .split('/')
      .at(-1)!
      .replace(/\.git$/, '');
  const unknown = specs.map(describePackage).filter((name) => !projects.has(bare(name).replaceAll('-', '_')));
  return unknown.length > 0 ? unknown : specs.map(describePackage);
}
