import type { Invocation } from '../../context/invocation.ts';
import type { ProjectFile } from '../../project/project.ts';
import type { ParsedFile } from '../files/parsed-file.ts';
import { type CacheStore, seal, unseal } from './envelope.ts';
import { confirms, type ReadRecorder, type Reads, type RecordingRegistry } from './recorder.ts';

/** One file's result, with all that it depends on. */
interface Kept {
  /** The file's text, told apart from any other. */
  readonly text: string;
  readonly reads: Reads;
  readonly result: ParsedFile;
}

const name = 'files';

/** What each file said before, for as long as nothing that it said it by has changed. */
export class FileCache {
  readonly #store: CacheStore | undefined;
  readonly #version: string;
  readonly #key: string;
  readonly #sha256: (text: string) => string;
  readonly #before: Readonly<Record<string, Kept>>;
  readonly #now: Record<string, Kept> = {};
  #isChanged = false;

  /** @param key What every result depends on: the target, the project's name. */
  constructor(
    store: CacheStore | undefined,
    options: { readonly version: string; readonly key: string; readonly sha256: (text: string) => string },
  ) {
    this.#store = store;
    this.#version = options.version;
    this.#key = options.key;
    this.#sha256 = options.sha256;
    this.#before = (unseal(store?.read(name), this.#version, this.#key, this.#sha256) ?? {}) as Record<
      string,
      Kept
    >;
  }

  /** The file's result: the one of before where it still holds, else a new one. Mistakes are found anew each time. */
  get(
    file: ProjectFile,
    invocation: Invocation,
    registry: RecordingRegistry,
    recorder: ReadRecorder,
    read: () => ParsedFile,
  ): ParsedFile {
    if (!this.#store) return read();
    const id = `${file.project.name}|${file.path}`;
    const text = fingerprint(file);
    const before = Object.hasOwn(this.#before, id) ? this.#before[id] : undefined;
    if (before && before.text === text && confirms(before.reads, invocation, registry)) {
      this.#now[id] = before;
      for (const [variable, value] of Object.entries(before.reads.env))
        recorder.noteEnv(variable, value ?? undefined);
      if (before.reads.flags !== undefined) recorder.noteFlags(before.reads.flags);
      return before.result;
    }
    this.#isChanged = true;
    const { result, reads } = recorder.record(read);
    if (reads && result.diagnostics.length === 0) this.#now[id] = { text, reads, result };
    return result;
  }

  save(): void {
    const isSmaller = Object.keys(this.#now).length !== Object.keys(this.#before).length;
    if (!this.#isChanged && !isSmaller) return;
    const text = seal(this.#now, this.#version, this.#key, this.#sha256);
    if (text !== undefined) this.#store?.write(name, text);
  }
}

/** The checksum leaves white space at both ends out; what stands before the code moves its lines. */
export function fingerprint({ checksum, text, searchPath }: ProjectFile): string {
  const before = text.slice(0, text.length - text.trimStart().length);
  const after = text.length - text.trimEnd().length;
  return `${checksum}|${searchPath}|${before}|${after}`;
}
