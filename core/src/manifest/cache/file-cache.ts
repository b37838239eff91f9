import type { Invocation } from '../../context/invocation.ts';
import type { ProjectFile } from '../../project/project.ts';
import type { ParsedFile } from '../files/parsed-file.ts';
import { type CacheStore, open, seal, type Sealing } from './envelope.ts';
import { fileId, fingerprint } from './inputs.ts';
import type { KeptFile, ParseMemory } from './parse-memory.ts';
import { confirms, type ReadRecorder, type RecordingRegistry } from './recorder.ts';

const name = 'files';

/** What each file said before, for as long as nothing that it said it by has changed. */
export class FileCache {
  readonly #store: CacheStore | undefined;
  /** Its key is what every result depends on: the target, the project's name. */
  readonly #sealing: Sealing;
  readonly #memory: ParseMemory | undefined;
  readonly #before: Readonly<Record<string, KeptFile>>;
  readonly #now: Record<string, KeptFile> = {};
  #isChanged = false;

  constructor(store: CacheStore | undefined, sealing: Sealing, memory: ParseMemory | undefined) {
    this.#store = store;
    this.#sealing = sealing;
    this.#memory = memory;
    this.#before = memory?.filesFor(sealing.key) ?? this.#stored();
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
    const id = fileId(file);
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
    // What a session keeps in memory is written once, when it begins.
    if (this.#memory?.keepFiles(this.#sealing.key, this.#now)) return;
    const isSmaller = Object.keys(this.#now).length !== Object.keys(this.#before).length;
    if (!this.#isChanged && !isSmaller) return;
    const sealed = seal(this.#now, this.#sealing);
    if (sealed) this.#store?.write(name, sealed.parts);
  }

  #stored(): Readonly<Record<string, KeptFile>> {
    const kept = open(this.#store?.read(name), this.#sealing)?.value() ?? {};
    return kept as Readonly<Record<string, KeptFile>>;
  }
}
