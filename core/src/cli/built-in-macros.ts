import { join } from 'node:path';
import { writeMacros } from '../jinja/index.ts';
import { digestFiles, fingerprint, type KnownMacros, type MacroDigests } from '../manifest/index.ts';
import { nodeFileSystem } from '../node/index.ts';
import { findProject, type ProjectFile, readProject, readProjectFiles } from '../project/index.ts';
import type { BuiltInCode } from './effects.ts';

/** What `scripts/build.mjs` made of `digestBuiltIns`; sources that are run as they are have none. */
declare const builtInDigestsJson: string;

let digests: MacroDigests | undefined;

/**
 * What the built-in projects' macros said when this package was built.
 *
 * @param code Loads what `writeBuiltIns` wrote; without it macros are parsed when they are called.
 */
export function builtInMacros(code?: () => BuiltInCode): KnownMacros {
  digests ??= new Map(
    typeof builtInDigestsJson === 'undefined' ? [] : (JSON.parse(builtInDigestsJson) as [string, never][]),
  );
  return { digests, ...(code && { code: (file: string) => code()[file]?.() }) };
}

/** The digests of projects as they are now. @param folder Has a folder for each project. */
export const digestBuiltIns = (folder: string): MacroDigests => digestFiles(filesBelow(folder));

/** The JavaScript of their `BuiltInCode`, an expression. */
export function writeBuiltIns(folder: string): string {
  const known = digestBuiltIns(folder);
  const entries = filesBelow(folder)
    .map((file) => [fingerprint(file), file.text] as const)
    .filter(([id]) => known.has(id))
    .map(([id, text]) => `${JSON.stringify(id)}: () => ${writeMacros(text)}`);
  return `{\n${entries.join(',\n')}\n}`;
}

function filesBelow(folder: string): readonly ProjectFile[] {
  const files = nodeFileSystem;
  const names = { env: () => undefined, vars: {}, target: {}, missingVars: 'none' } as const;
  const projects = files.listNames(folder).map((name) => {
    const root = join(folder, name);
    const found = findProject(root, root, files).value!;
    return readProject(found, { root, files, names, checksVersion: false }).value;
  });
  return projects.flatMap((project) => readProjectFiles(project, files));
}
