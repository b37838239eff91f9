import type { Invocation } from '../../context/invocation.ts';
import type { ProjectFile } from '../../project/project.ts';
import type { ParsedFile } from '../files/parsed-file.ts';
import { type CacheStore, open, type Sealing, writeSealed } from './envelope.ts';
import { fileId, fingerprint } from './inputs.ts';
import type { KeptFile, ParseMemory } from './parse-memory.ts';
import { confirms, type ReadRecorder, type RecordingRegistry } from './recorder.ts';

const name = 'files';

/** Where results are kept; the key is what every one of them depends on: the target, the project's name. */
export interface FileCacheOptions extends Sealing {
  readonly store: CacheStore;
  readonly memory?: ParseMemory;
}

/** What each file said before, for as long as nothing that it said it by has changed. */
export class FileCache {
  readonly #options: FileCacheOptions | undefined;
  readonly #before: Readonly<Record<string, KeptFile>>;
  readonly #now: Record<string, KeptFile> = {};
  #isChanged = false;

  /** Without options nothing is kept. */
  constructor(options: FileCacheOptions | undefined) {
    this.#options = options;
    this.#before = (options && (options.memory?.filesFor(options.key) ?? stored(options))) ?? {};
  }

  /** Whether the file has the text that it had; what else its result depends on may be different. */
  knows(file: ProjectFile): boolean {
    return this.#keptOf(fileId(file), fingerprint(file)) !== undefined;
  }

  /** The file's result: the one of before where it still holds, else a new one. Mistakes are found anew each time. */
  get(
    file: ProjectFile,
    invocation: Invocation,
    registry: RecordingRegistry,
    recorder: ReadRecorder,
    read: () => ParsedFile,
  ): ParsedFile {
    if (!this.#options) return read();
    const id = fileId(file);
    const text = fingerprint(file);
    const before = this.#keptOf(id, text);
    if (before && confirms(before.reads, invocation, registry)) {
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
    const options = this.#options;
    // What a session keeps in memory is written once, when it begins.
    if (!options || options.memory?.keepFiles(options.key, this.#now)) return;
    const isSmaller = Object.keys(this.#now).length !== Object.keys(this.#before).length;
    if (!this.#isChanged && !isSmaller) return;
    writeSealed(options.store, name, linesOf(this.#now), options);
  }

  #keptOf(id: string, text: string): KeptFile | undefined {
    const before = Object.hasOwn(this.#before, id) ? this.#before[id] : undefined;
    return before?.text === text ? before : undefined;
  }
}

/** A line for each file: its id, and what it said. */
function* linesOf(files: Readonly<Record<string, KeptFile>>): Iterable<string> {
  for (const entry of Object.entries(files)) yield JSON.stringify(entry);
}

function stored(options: FileCacheOptions): Readonly<Record<string, KeptFile>> | undefined {
  const lines = open(options.store.read(name), options)?.lines();
  return lines && Object.fromEntries(lines.map((line) => JSON.parse(line) as [id: string, kept: KeptFile]));
}
