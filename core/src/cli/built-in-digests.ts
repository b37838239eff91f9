import { join } from 'node:path';
import { digestFiles, type MacroDigests } from '../manifest/index.ts';
import { nodeFileSystem } from '../node/index.ts';
import { findProject, readProject, readProjectFiles } from '../project/index.ts';

/** What `scripts/build.mjs` made of `digestBuiltIns`; sources that are run as they are have none. */
declare const builtInDigestsJson: string;

let read: MacroDigests | undefined;

/** What the built-in projects' macros said when this package was built. */
export function builtInDigests(): MacroDigests {
  return (read ??= new Map(
    typeof builtInDigestsJson === 'undefined' ? [] : (JSON.parse(builtInDigestsJson) as [string, never][]),
  ));
}

/** The same of projects as they are now. @param folder Has a folder for each project. */
export function digestBuiltIns(folder: string): MacroDigests {
  const files = nodeFileSystem;
  const names = { env: () => undefined, vars: {}, target: {}, missingVars: 'none' } as const;
  const projects = files.listNames(folder).map((name) => {
    const root = join(folder, name);
    const found = findProject(root, root, files).value!;
    return readProject(found, { root, files, names, checksVersion: false }).value;
  });
  return digestFiles(projects.flatMap((project) => readProjectFiles(project, files)));
}
