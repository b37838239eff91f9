import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { stateFile } from '../../project/packages/index.ts';
import { renamePatiently } from '../write-file.ts';

/** A package's folder, and how it comes into the folder of packages. */
export interface InstalledPackage {
  readonly name: string;
  readonly folder: string;
  /** A local package stays where it is, so that changes to it count at once. */
  readonly isLinked: boolean;
}

/**
 * Puts packages in place of what a folder holds: at any moment the former or the new ones are there. Other files in
 * the folder are gone afterwards, as they are after dbt's `deps`.
 *
 * @param state What `isInstalled` knows this installation by.
 */
export function installPackages(packages: readonly InstalledPackage[], folder: string, state: string): void {
  const target = realFolder(folder);
  const parent = dirname(target);
  mkdirSync(parent, { recursive: true });
  const staged = join(parent, `.${basename(target)}.${process.pid}.new`);
  const former = join(parent, `.${basename(target)}.${process.pid}.old`);
  try {
    mkdirSync(staged);
    for (const item of packages) place(item, join(staged, item.name));
    writeFileSync(join(staged, stateFile), state);
    if (existsSync(target)) renamePatiently(target, former);
    renamePatiently(staged, target);
  } catch (error) {
    if (!existsSync(target) && existsSync(former)) renamePatiently(former, target);
    throw error;
  } finally {
    for (const folder of [staged, former]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Undoes or clears away what an installation into a folder left behind that was killed. */
export function recoverInstallation(folder: string): void {
  const target = realFolder(folder);
  if (existsSync(dirname(target))) sweep(dirname(target), basename(target));
}

/** A folder that is a link stays one. */
const realFolder = (folder: string): string => (existsSync(folder) ? realpathSync(folder) : folder);

/** Whether these packages are in place, and in that state. */
export function isInstalled(names: readonly string[], folder: string, state: string): boolean {
  const path = join(folder, stateFile);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== state) return false;
  return names.every((name) => name !== '' && existsSync(join(folder, name)));
}

/** What an invocation left behind that was killed; what was taken away but not yet replaced comes back. */
function sweep(parent: string, name: string): void {
  for (const item of readdirSync(parent)) {
    const processId = item.startsWith(`.${name}.`)
      ? /^\d+(?=\.(?:new|old)$)/.exec(item.slice(name.length + 2))
      : null;
    if (!processId || isRunning(Number(processId[0]))) continue;
    const path = join(parent, item);
    if (item.endsWith('.old') && !existsSync(join(parent, name))) renamePatiently(path, join(parent, name));
    else rmSync(path, { recursive: true, force: true });
  }
}

function isRunning(processId: number): boolean {
  if (processId === process.pid) return false;
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function place({ folder, isLinked }: InstalledPackage, path: string): void {
  if (isLinked) {
    try {
      return symlinkSync(resolve(folder), path, process.platform === 'win32' ? 'junction' : 'dir');
    } catch {
      // Where links are not allowed, a copy is the next best.
    }
  }
  cpSync(folder, path, { recursive: true, verbatimSymlinks: true, filter: (item) => !isGitFolder(item) });
}

function isGitFolder(path: string): boolean {
  return basename(path) === '.git' && lstatSync(path).isDirectory();
}
