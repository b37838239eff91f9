import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, relative } from 'node:path';
import { codePath, type CompiledCode } from '../../artifacts/index.ts';
import { findResource } from '../../manifest/index.ts';
import type { ParsedProject } from './parse-project.ts';

type Code = Pick<CompiledCode, 'sql' | 'ctes'>;

const mostHeldChars = 32 * 1024 * 1024;
const writeEveryMs = 2_000;
const writesAtATime = 50;

/**
 * `target/compiled` and `target/run`. While the database works, each file written by the main thread costs it about a
 * millisecond, fifty times as much as afterwards. So files are held back until the run is over; only the latest few are
 * written every two seconds, so that the SQL of a model that takes long can be looked at.
 */
export class CodeFolder {
  readonly #project: ParsedProject;
  readonly #compiled = new Map<string, CompiledCode>();
  readonly #last = new Map<string, Code>();
  readonly #madeFolders = new Set<string>();
  /** Texts by path. */
  readonly #held = new Map<string, string>();
  #heldChars = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(project: ParsedProject) {
    this.#project = project;
  }

  get compiled(): ReadonlyMap<string, CompiledCode> {
    return this.#compiled;
  }

  /** Begins to write, a little at a time. */
  begin(): void {
    this.#timer ??= setInterval(() => this.#tryLatest(), writeEveryMs);
    this.#timer.unref();
  }

  /** Writes what is held back. Call it also when the run has failed. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const [path, text] of this.#held) this.#writeNow(path, text);
    this.#held.clear();
    this.#heldChars = 0;
  }

  /** What was compiled last of a node. */
  remember(id: string, code: Code): void {
    this.#last.set(id, code);
  }

  /** The SQL with the ephemeral models in it, where it is what was compiled last of the node. */
  lastOf(id: string, sql: string): Code {
    const last = this.#last.get(id);
    return last?.sql === sql ? last : { sql, ctes: [] };
  }

  /** Has a node's compiled SQL in `target/compiled` and in the manifest. */
  keep(id: string, { ctes, sql }: Code): void {
    const path = this.write('compiled', id, sql);
    this.#compiled.set(id, { sql, path: relative(this.#project.root, path).replaceAll('\\', '/'), ctes });
  }

  /** @param part Which part of the node it is; its file lies in a folder named as the node's. */
  write(folder: 'compiled' | 'run', id: string, sql: string, part?: string): string {
    const { manifest, targetPath } = this.#project;
    const node = findResource(manifest, id);
    const whole = node ? codePath(node) : `${id}.sql`;
    const path = join(targetPath, folder, part === undefined ? whole : partPath(whole, part));
    this.#heldChars += sql.length;
    this.#held.delete(path);
    this.#held.set(path, sql);
    if (this.#heldChars > mostHeldChars) this.#writeLatest(Infinity);
    return path;
  }

  /** A node's compiled file, as a path from some folder. */
  shownPath(id: string, from: string): string | undefined {
    const code = this.#compiled.get(id);
    return code && relative(from, join(this.#project.root, code.path));
  }

  /** What cannot be written now fails at the end, where it can be told. */
  #tryLatest(): void {
    try {
      this.#writeLatest();
    } catch {
      clearInterval(this.#timer);
    }
  }

  #writeLatest(most = writesAtATime): void {
    for (const [path, text] of [...this.#held].slice(-most)) {
      this.#writeNow(path, text);
      this.#held.delete(path);
      this.#heldChars -= text.length;
    }
  }

  #writeNow(path: string, text: string): void {
    const parent = dirname(path);
    if (!this.#madeFolders.has(parent)) {
      mkdirSync(parent, { recursive: true });
      this.#madeFolders.add(parent);
    }
    writeFileSync(path, this.#project.call.reporter.mask(text));
  }
}

/** `models/orders.sql` in parts: `models/orders/orders_2024-09-17.sql`. */
function partPath(whole: string, part: string): string {
  const { dir, ext, name } = parse(whole);
  return join(dir, name, `${name}_${part}${ext}`);
}
