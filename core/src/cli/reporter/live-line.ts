import type { RunSubject } from '../../run/events.ts';
import type { TextSink } from '../effects.ts';
import { formatSeconds } from './format.ts';
import type { Colours } from './palette.ts';

const redrawEveryMs = 100;
const erase = '\r\u001b[2K';

/** The last line of a terminal, which shows what runs now; it makes room for lines that stay. */
export class LiveLine {
  readonly #sink: TextSink;
  readonly #now: () => number;
  readonly #colours: Colours;
  readonly #running = new Map<string, { readonly name: string; readonly sinceMs: number }>();
  #total = 0;
  #done = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isShown = false;

  constructor(sink: TextSink, now: () => number, colours: Colours) {
    this.#sink = sink;
    this.#now = now;
    this.#colours = colours;
  }

  begin(total: number): void {
    this.#total = total;
    this.#timer = setInterval(() => this.#draw(), redrawEveryMs);
    this.#timer.unref();
  }

  start({ name, uniqueId }: RunSubject): void {
    this.#running.set(uniqueId, { name, sinceMs: this.#now() });
  }

  finish({ resourceType, uniqueId }: RunSubject): void {
    this.#running.delete(uniqueId);
    if (resourceType !== 'operation') this.#done++;
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.clear();
  }

  /** Takes the line away until it is drawn next. */
  clear(): void {
    if (!this.#isShown) return;
    this.#sink.write(erase);
    this.#isShown = false;
  }

  #draw(): void {
    if (this.#running.size === 0) return this.clear();
    this.#sink.write(`${erase}${this.#colours.faint(this.#text())}`);
    this.#isShown = true;
  }

  /** Cut so that it never breaks into a second line, which could not be erased. */
  #text(): string {
    const width = (this.#sink.columns() ?? 80) - 1;
    const head = `${this.#done}/${this.#total} `;
    const names = [...this.#running.values()].map(
      ({ name, sinceMs }) => `${name} ${formatSeconds((this.#now() - sinceMs) / 1000).replace(/\ds$/, 's')}`,
    );
    for (let shown = names.length; shown > 0; shown--) {
      const hidden = names.length - shown;
      const text = `${head}${names.slice(0, shown).join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
      if (text.length <= width) return text;
    }
    return `${head}${names[0] ?? ''}`.slice(0, Math.max(0, width));
  }
}
