import type { TemplateEvent } from '../../context/index.ts';
import { type Diagnostic, formatDiagnostic, place } from '../../diagnostics/index.ts';
import { isoTime } from '../../artifacts/index.ts';
import type { RunEvent, RunSubject } from '../../run/events.ts';
import type { CliEffects, TextSink } from '../effects.ts';
import type { Flags } from '../flags/values.ts';
import { DeprecationNote } from './deprecations.ts';
import { type Entry, isAtLeast, type Level, textEntry } from './entry.ts';
import { eventOf } from './event-names.ts';
import { formatClock, plural } from './format.ts';
import { LiveLine } from './live-line.ts';
import { LogFile } from './log-file.ts';
import { batchFinishedEntry, batchStartedEntry } from './batch-entries.ts';
import { finishedEntry, skippedEntry, startedEntry } from './node-entries.ts';
import { nodeInfo, startedAtMs } from './node-info.ts';
import { ansi, type Colours, plain, wantsColours } from './palette.ts';
import { secretMask } from './secrets.ts';
import {
  type EndedNode,
  finishedRunningEntry,
  noKnowledge,
  problemEntries,
  type ProjectKnowledge,
  skipEntries,
  statsEntry,
} from './summary.ts';

export interface ReporterOptions {
  readonly effects: CliEffects;
  readonly invocationId: string;
  /** Lines about the work go to stderr, because stdout is for what was asked for. */
  readonly keepsStdoutClean: boolean;
  /** Whether somebody was told a warning before, so that it need not be said again. */
  readonly isTold?: (warning: Diagnostic) => boolean;
}

/** Tells what happens: on the console and in the log file. What is said before the flags are known is held back. */
export class Reporter {
  readonly #effects: CliEffects;
  readonly #invocationId: string;
  readonly #mask: (text: string) => string;
  readonly #isTold: (warning: Diagnostic) => boolean;
  #sink: TextSink;
  #knowledge: ProjectKnowledge = noKnowledge;
  #colours: Colours = plain;
  #flags: Flags | undefined;
  #least: Level | 'none' = 'info';
  #live: LiveLine | undefined;
  #log: LogFile | undefined;
  readonly #deprecations = new DeprecationNote();
  #ended: EndedNode[] = [];
  readonly #running = new Map<string, RunSubject>();
  #held: { readonly entry: Entry; readonly atMs: number }[] = [];

  constructor({ effects, invocationId, isTold = () => false, keepsStdoutClean }: ReporterOptions) {
    this.#isTold = isTold;
    this.#effects = effects;
    this.#invocationId = invocationId;
    this.#mask = secretMask(effects.env);
    this.#sink = keepsStdoutClean ? effects.stderr : effects.stdout;
  }

  /** From now on entries are shown; may be called again when the project has its say. */
  configure(flags: Flags): void {
    const { debug, log_level: level, quiet, use_colors: isColourWanted } = flags.values;
    this.#flags = flags;
    this.#colours = wantsColours(this.#sink.isTerminal, this.#effects.env, isColourWanted) ? ansi : plain;
    this.#least = quiet && level !== 'none' ? 'error' : debug ? 'debug' : level;
    const held = this.#held;
    this.#held = [];
    for (const { atMs, entry } of held) this.#write(entry, atMs);
  }

  /** Logs to a folder from now on, and all that was said before. */
  logTo(folder: string): void {
    this.#log = new LogFile(folder, this.#flags?.values.log_file_max_bytes ?? 0);
    this.#log.write(
      `${'='.repeat(30)} ${new Date(this.#effects.now()).toISOString()} | ${this.#invocationId} ${'='.repeat(30)}`,
    );
  }

  learn(knowledge: ProjectKnowledge): void {
    this.#knowledge = knowledge;
  }

  get mask(): (text: string) => string {
    return this.#mask;
  }

  tell(entry: Entry): void {
    const atMs = this.#effects.now();
    if (this.#flags) this.#write(entry, atMs);
    else this.#held.push({ entry, atMs });
  }

  info(name: string, code: string, text: string, data?: Entry['data']): void {
    this.tell(textEntry(name, code, 'info', text, data));
  }

  /** What the command was asked for: on stdout, whatever the level. */
  print(text: string): void {
    this.#live?.clear();
    if (this.#isJson) {
      this.#jsonLine(
        textEntry('PrintEvent', 'Z052', 'info', text, { msg: text }),
        this.#effects.now(),
        this.#effects.stdout,
      );
    } else {
      this.#effects.stdout.write(`${this.#mask(text)}\n`);
    }
  }

  diagnostic(diagnostic: Diagnostic): void {
    if (diagnostic.severity !== 'error' && this.#isTold(diagnostic)) return;
    if (diagnostic.deprecation !== undefined && diagnostic.severity === 'warning' && !this.#showsDeprecations)
      return this.#deprecations.add(diagnostic);
    const { at, code, hint, message, severity } = diagnostic;
    const { readSource } = this.#knowledge;
    const [eventName, eventCode] = eventOf(diagnostic);
    this.tell({
      name: eventName,
      code: eventCode,
      level: severity === 'error' ? 'error' : 'warn',
      render: (colours) => formatDiagnostic(diagnostic, readSource, colours),
      data: { code, message, ...(at && { place: place(at) }), ...(hint !== undefined && { hint }) },
    });
  }

  /** What ends the command: on stderr, but for JSON lines, which are all in one place. */
  fatal(diagnostic: Diagnostic): void {
    this.#live?.end();
    if (!this.#isJson) this.#sink = this.#effects.stderr;
    this.diagnostic(diagnostic);
  }

  template(event: TemplateEvent): void {
    if (event.kind === 'warning') return this.diagnostic(event.diagnostic);
    if (event.kind === 'print') {
      if (this.#flags?.values.print !== false) this.print(event.message);
      return;
    }
    const [name, code, level] = event.isInfo
      ? (['JinjaLogInfo', 'I062', 'info'] as const)
      : (['JinjaLogDebug', 'I063', 'debug'] as const);
    const node = event.node === undefined ? undefined : this.#running.get(event.node);
    const data = {
      msg: event.message,
      ...(node && { node_info: nodeInfo(node, 'started', startedAtMs(this.#effects.now())) }),
    };
    this.tell(textEntry(name, code, level, event.message, data));
  }

  /** What a run says. Never throws. */
  readonly run = (event: RunEvent): void => {
    switch (event.kind) {
      case 'run-started':
        this.#ended = [];
        this.#beginLiveLine(event.total);
        this.info('ConcurrencyLine', 'Q026', `Concurrency: ${plural(event.threads, 'thread')}`, {
          num_threads: event.threads,
        });
        return;
      case 'node-started':
        this.#live?.start(event.subject);
        this.#running.set(event.subject.uniqueId, event.subject);
        return this.tell(startedEntry(event, this.#effects.now()));
      case 'node-finished':
        this.#ended.push(event);
        this.#live?.finish(event.subject);
        this.#running.delete(event.subject.uniqueId);
        return this.tell(finishedEntry(event));
      case 'node-skipped':
        this.#ended.push({ ...event, diagnostics: [] });
        this.#live?.finish(event.subject);
        return this.tell(skippedEntry(event));
      case 'batch-started':
        return this.tell(batchStartedEntry(event, this.#effects.now()));
      case 'batch-finished':
        return this.tell(batchFinishedEntry(event, this.#effects.now()));
      case 'node-retried': {
        const text = `Trying ${event.subject.name} again (attempt ${event.attempt}): ${event.message}`;
        return this.tell(textEntry('Note', 'Z050', 'debug', text));
      }
      case 'warning':
        return this.diagnostic(event.diagnostic);
      case 'cancelling': {
        const text = `Cancelling ${plural(event.running.length, 'running node')}; press Ctrl-C again to leave at once`;
        return this.tell(textEntry('LogCancelLine', 'Q022', 'warn', text));
      }
      case 'run-finished':
        this.#live?.end();
        this.#live = undefined;
        return this.#summarize(event.elapsedMs);
    }
  };

  get #showsDeprecations(): boolean {
    return this.#flags?.values.show_all_deprecations === true;
  }

  close(): void {
    this.#live?.end();
    this.#live = undefined;
    const note = this.#deprecations.take();
    if (note) this.tell(note);
    this.#log?.flush();
  }

  #summarize(elapsedMs: number): void {
    this.tell(finishedRunningEntry(this.#ended, elapsedMs));
    for (const entry of problemEntries(this.#ended, this.#knowledge)) this.tell(entry);
    for (const entry of skipEntries(this.#ended)) this.tell(entry);
    this.tell(statsEntry(this.#ended));
  }

  #beginLiveLine(total: number): void {
    if (!this.#sink.isTerminal || this.#isJson || !isAtLeast('info', this.#least)) return;
    this.#live = new LiveLine(this.#sink, this.#effects.now, this.#colours);
    this.#live.begin(total);
  }

  get #isJson(): boolean {
    return this.#flags?.values.log_format === 'json';
  }

  #write(entry: Entry, atMs: number): void {
    const {
      log_format_file: fileFormat,
      log_level_file: leastInFile,
      printer_width: width,
    } = this.#flags!.values;
    const level = this.#isJson ? (entry.jsonLevel ?? entry.level) : entry.level;
    if (isAtLeast(level, this.#least)) {
      this.#live?.clear();
      if (this.#isJson) this.#jsonLine(entry, atMs, this.#sink);
      else this.#textLines(entry, atMs, width);
    }
    if (this.#log && isAtLeast(entry.level, leastInFile)) {
      const line = fileFormat === 'json' ? JSON.stringify(this.#record(entry, atMs)) : debugLine(entry, atMs);
      this.#log.write(this.#mask(line));
      if (entry.level === 'error') this.#log.flush();
    }
  }

  #textLines(entry: Entry, atMs: number, width: number): void {
    if (this.#flags!.values.log_format === 'debug') {
      this.#sink.write(`${this.#mask(debugLine(entry, atMs))}\n`);
      return;
    }
    const text = entry.render(this.#colours, width);
    // A paragraph, such as a diagnostic with its excerpt, reads better without the time before it.
    const clock = text.includes('\n') ? '' : `${this.#colours.faint(formatClock(atMs))}  `;
    this.#sink.write(`${clock}${this.#mask(text)}\n`);
  }

  #jsonLine(entry: Entry, atMs: number, sink: TextSink): void {
    sink.write(`${this.#mask(JSON.stringify(this.#record(entry, atMs)))}\n`);
  }

  #record(entry: Entry, atMs: number): object {
    const { code, data = {}, jsonLevel, level, name, render, thread } = entry;
    return {
      data,
      info: {
        category: '',
        code,
        extra: {},
        invocation_id: this.#invocationId,
        level: jsonLevel ?? level,
        msg: render(plain, this.#flags!.values.printer_width),
        name,
        pid: this.#effects.pid ?? 0,
        thread: thread ?? 'MainThread',
        ts: isoTime(atMs),
      },
    };
  }
}

/** `12:00:59.123 [info ] [Thread-1]: 1 of 3 OK created …` */
function debugLine({ level, render, thread }: Entry, atMs: number): string {
  const clock = `${formatClock(atMs)}.${String(Math.floor(atMs % 1000)).padStart(3, '0')}`;
  return `${clock} [${level.padEnd(5)}] [${thread ?? 'MainThread'}]: ${render(plain, 80)}`;
}
