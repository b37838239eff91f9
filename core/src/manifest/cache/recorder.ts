import type { Json } from '../../config/json.ts';
import type { Invocation } from '../../context/invocation.ts';
import { type MacroEntry, MacroRegistry, type MacroRegistryOptions } from '../../context/macro-registry.ts';

/** What templates asked of their surroundings, and what they were told: plain data, to be asked again later. */
export interface Reads {
  /** `find|<package>|<name>` or `in|<package>|<name>` → the macro found, `package|<name>` → whether there is one. */
  readonly macros: Readonly<Record<string, string>>;
  /** `<package>|<name>` → the variable's value as JSON; empty where there is none. */
  readonly vars: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string | null>>;
  /** Flags and command as JSON, where they were looked at. */
  readonly flags?: string;
}

/** What files, names and hooks asked of the surroundings. */
export interface ManifestReads extends Pick<Reads, 'env' | 'flags'> {
  /** Whether a name or a hook may be made of a node's code. */
  readonly code?: true;
}

interface ReadRecord {
  readonly macros: Record<string, string>;
  readonly vars: Record<string, string>;
  readonly env: Record<string, string | null>;
  flags?: string;
  isVolatile: boolean;
}

const emptyRecord = (): ReadRecord => ({ macros: {}, vars: {}, env: {}, isVolatile: false });

/** Writes down what is read through the registry and the invocation that it hands out. */
export class ReadRecorder {
  #current: ReadRecord | undefined;
  readonly #whole = emptyRecord();
  #isCodeRead = false;

  /** Runs an action. @returns its result and what it read; undefined reads where it read what changes every time. */
  record<T>(action: () => T): { readonly result: T; readonly reads: Reads | undefined } {
    const outer = this.#current;
    const record = emptyRecord();
    this.#current = record;
    try {
      const result = action();
      const { isVolatile, ...reads } = record;
      return { result, reads: isVolatile ? undefined : reads };
    } finally {
      this.#current = outer;
    }
  }

  /** Environment, flags and code that were read by anything at all; undefined as for `record`. */
  get all(): ManifestReads | undefined {
    const { env, flags, isVolatile } = this.#whole;
    if (isVolatile) return undefined;
    return { env, ...(flags !== undefined && { flags }), ...(this.#isCodeRead && { code: true }) };
  }

  /** A name or a hook may be made of a node's code. */
  noteCode(): void {
    this.#isCodeRead = true;
  }

  noteMacro(key: string, found: string): void {
    if (this.#current) this.#current.macros[key] = found;
  }

  noteVar(key: string, value: Json | undefined): void {
    if (this.#current) this.#current.vars[key] = textOfVar(value);
  }

  noteEnv(name: string, value: string | undefined): void {
    this.#whole.env[name] = value ?? null;
    if (this.#current) this.#current.env[name] = value ?? null;
  }

  noteFlags(flags: string): void {
    this.#whole.flags = flags;
    if (this.#current) this.#current.flags = flags;
  }

  noteVolatile(): void {
    this.#whole.isVolatile = true;
    if (this.#current) this.#current.isVolatile = true;
  }
}

const textOfVar = (value: Json | undefined): string => (value === undefined ? '' : JSON.stringify(value));

/** What a search found, and how it is written down. */
interface Search {
  readonly entry: MacroEntry | undefined;
  readonly key: string;
  readonly fingerprint: string;
}

/** A registry whose searches are written down. Whatever was found counts with the text of its file. */
export class RecordingRegistry extends MacroRegistry {
  readonly #recorder: ReadRecorder;
  readonly #checksums = new Map<string, string>();
  readonly #found = new Map<string, Map<string, Search>>();
  readonly #foundIn = new Map<string, Map<string, Search>>();

  constructor(options: MacroRegistryOptions, recorder: ReadRecorder) {
    super(options);
    this.#recorder = recorder;
  }

  /** @param checksum Of the file that the macro stands in. */
  addFrom(entry: MacroEntry, checksum: string): void {
    this.add(entry);
    this.#checksums.set(entry.uniqueId, checksum);
  }

  override add(entry: MacroEntry): void {
    super.add(entry);
    this.#found.clear();
    this.#foundIn.clear();
  }

  override find(name: string, fromPackage: string): MacroEntry | undefined {
    return this.#noted(this.#found, fromPackage, name, () => {
      const entry = super.find(name, fromPackage);
      return { entry, key: `find|${fromPackage}|${name}`, fingerprint: this.#fingerprint(entry) };
    });
  }

  override findIn(packageName: string, name: string): MacroEntry | undefined {
    return this.#noted(this.#foundIn, packageName, name, () => {
      const entry = super.findIn(packageName, name);
      return { entry, key: `in|${packageName}|${name}`, fingerprint: this.#fingerprint(entry) };
    });
  }

  override hasPackage(name: string): boolean {
    const found = super.hasPackage(name);
    this.#recorder.noteMacro(`package|${name}`, String(found));
    return found;
  }

  override *namesFor(fromPackage: string): Iterable<string> {
    this.#recorder.noteVolatile();
    yield* super.namesFor(fromPackage);
  }

  override *entries(): Iterable<MacroEntry> {
    this.#recorder.noteVolatile();
    yield* super.entries();
  }

  /** Whether searches of before would find the same. */
  confirms(searches: Reads['macros']): boolean {
    for (const key in searches) {
      const [kind, first, second] = key.split('|') as [string, string, string];
      const found =
        kind === 'package'
          ? String(super.hasPackage(first))
          : this.#fingerprint(kind === 'find' ? super.find(second, first) : super.findIn(first, second));
      if (found !== searches[key]) return false;
    }
    return true;
  }

  /** The same macros are searched for again and again; each search is put into words once. */
  #noted(
    known: Map<string, Map<string, Search>>,
    packageName: string,
    name: string,
    search: () => Search,
  ): MacroEntry | undefined {
    let ofPackage = known.get(packageName);
    if (!ofPackage) known.set(packageName, (ofPackage = new Map()));
    let found = ofPackage.get(name);
    if (!found) ofPackage.set(name, (found = search()));
    this.#recorder.noteMacro(found.key, found.fingerprint);
    return found.entry;
  }

  #fingerprint(entry: MacroEntry | undefined): string {
    return entry ? `${entry.uniqueId}|${this.#checksums.get(entry.uniqueId) ?? ''}` : '';
  }
}

/** The invocation with whatever templates read of it written down. */
export function recordingInvocation(invocation: Invocation, recorder: ReadRecorder): Invocation {
  const vars = new Map<string, ReadonlyMap<string, Json>>();
  const volatile = (key: 'id' | 'startedAtMs' | 'packageVersions'): PropertyDescriptor => ({
    get() {
      recorder.noteVolatile();
      return invocation[key];
    },
  });
  const ofCommand = (key: 'command' | 'args' | 'flags'): PropertyDescriptor => ({
    get() {
      recorder.noteFlags(flagsText(invocation));
      return invocation[key];
    },
  });
  return Object.defineProperties(Object.create(invocation) as Invocation, {
    id: volatile('id'),
    startedAtMs: volatile('startedAtMs'),
    packageVersions: volatile('packageVersions'),
    command: ofCommand('command'),
    args: ofCommand('args'),
    flags: ofCommand('flags'),
    nowMs: {
      value: () => {
        recorder.noteVolatile();
        return invocation.nowMs();
      },
    },
    env: {
      value: (name: string) => {
        const value = invocation.env(name);
        recorder.noteEnv(name, value);
        return value;
      },
    },
    envNames: {
      value: () => {
        recorder.noteVolatile();
        return invocation.envNames();
      },
    },
    varsFor: {
      value: (packageName: string) => {
        let known = vars.get(packageName);
        if (!known) {
          known = new RecordingVars(invocation.varsFor(packageName), packageName, recorder);
          vars.set(packageName, known);
        }
        return known;
      },
    },
  });
}

/** Whether what was read before would read the same now. */
export function confirms(reads: Reads, invocation: Invocation, registry: RecordingRegistry): boolean {
  if (reads.flags !== undefined && reads.flags !== flagsText(invocation)) return false;
  for (const name in reads.env) if ((invocation.env(name) ?? null) !== reads.env[name]) return false;
  for (const key in reads.vars) {
    const bar = key.indexOf('|');
    const value = invocation.varsFor(key.slice(0, bar)).get(key.slice(bar + 1));
    if (textOfVar(value) !== reads.vars[key]) return false;
  }
  return registry.confirms(reads.macros);
}

export const flagsText = ({ flags, command, args }: Invocation): string =>
  JSON.stringify([command, flags, args]);

class RecordingVars extends Map<string, Json> {
  readonly #packageName: string;
  readonly #recorder: ReadRecorder;

  constructor(vars: ReadonlyMap<string, Json>, packageName: string, recorder: ReadRecorder) {
    super();
    for (const [name, value] of vars) super.set(name, value);
    this.#packageName = packageName;
    this.#recorder = recorder;
  }

  override get(name: string): Json | undefined {
    const value = super.get(name);
    this.#recorder.noteVar(`${this.#packageName}|${name}`, value);
    return value;
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }
}
