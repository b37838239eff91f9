import { digestMacros, type MacroDigest, type WrittenMacros } from '../../jinja/index.ts';
import type { ProjectFile } from '../../project/project.ts';
import { fingerprint } from './inputs.ts';

/** What the macros of known files say, by the file's `fingerprint`: another text is another file. */
export type MacroDigests = ReadonlyMap<string, readonly MacroDigest[]>;

/** What is known of files of macros that are not parsed. */
export interface KnownMacros {
  readonly digests: MacroDigests;
  /** Code that was written before, by the file's `fingerprint`; asked for when one of its macros is called. */
  readonly code?: (fingerprint: string) => WrittenMacros | undefined;
}

/** The digests of files of macros; what cannot be digested is left out. */
export function digestFiles(files: Iterable<ProjectFile>): MacroDigests {
  const digests = new Map<string, readonly MacroDigest[]>();
  for (const file of files) {
    const digest = digestMacros(file.text);
    if (digest) digests.set(fingerprint(file), digest);
  }
  return digests;
}
