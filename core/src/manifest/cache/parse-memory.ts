import type { Checked } from '../../diagnostics/index.ts';
import { type Block, macrosFromDigest, parseBlocks } from '../../jinja/index.ts';
import type { ProjectFile } from '../../project/project.ts';
import type { ParsedFile } from '../files/parsed-file.ts';
import { fileId, fingerprint } from './inputs.ts';
import type { KnownMacros } from './macro-digests.ts';
import type { KeptBuild } from './manifest-cache.ts';
import type { Reads } from './recorder.ts';

/** One file's result, with all that it depends on. */
export interface KeptFile {
  /** The file's text, told apart from any other. */
  readonly text: string;
  readonly reads: Reads;
  readonly result: ParsedFile;
}

/**
 * What a session that lasts keeps of its last build, so that after an edit only what was edited is read again. It is as
 * large as one build, however many there were.
 */
export class ParseMemory {
  #last: KeptBuild | undefined;
  #files: { readonly key: string; readonly kept: Readonly<Record<string, KeptFile>> } | undefined;
  #blocks = new Map<string, { readonly text: string; readonly blocks: Checked<readonly Block[]> }>();

  /** The last build without errors. */
  get last(): KeptBuild | undefined {
    return this.#last;
  }

  keep(build: KeptBuild): void {
    this.#last = build;
    for (const id of this.#blocks.keys()) if (!build.inputs.has(id)) this.#blocks.delete(id);
  }

  /** What files said in the last build that had the same key. */
  filesFor(key: string): Readonly<Record<string, KeptFile>> | undefined {
    return this.#files?.key === key ? this.#files.kept : undefined;
  }

  /** @returns whether files were kept here before, for the same key. */
  keepFiles(key: string, kept: Readonly<Record<string, KeptFile>>): boolean {
    const isKnown = this.#files?.key === key;
    this.#files = { key, kept };
    return isKnown;
  }

  /** The blocks of a file, read once for as long as its text stays. */
  blocksOf(file: ProjectFile, read: () => Checked<readonly Block[]>): Checked<readonly Block[]> {
    const id = fileId(file);
    const text = fingerprint(file);
    const known = this.#blocks.get(id);
    if (known?.text === text) return known.blocks;
    const blocks = read();
    this.#blocks.set(id, { text, blocks });
    return blocks;
  }
}

/** Where blocks may be known from. */
export interface KnownBlocks {
  readonly memory?: ParseMemory | undefined;
  readonly macros?: KnownMacros | undefined;
}

/** The macros, tests and other blocks of a file. */
export function readBlocks(
  file: ProjectFile,
  shownName: string,
  { macros, memory }: KnownBlocks,
): Checked<readonly Block[]> {
  const options = { file: shownName };
  const read = (): Checked<readonly Block[]> => {
    const id = fingerprint(file);
    const digest = macros?.digests.get(id);
    if (!digest) return parseBlocks(file.text, options);
    const value = macrosFromDigest(digest, file.text, options, () => macros?.code?.(id));
    return { value, diagnostics: [] };
  };
  return memory ? memory.blocksOf(file, read) : read();
}
