import type { Timing } from './results.ts';

/** A moment as dbt's artifacts write it: `2024-05-01T12:00:00.123456Z`. */
export function isoMicroseconds(epochMs: number): string {
  const micros = Math.round(epochMs * 1000);
  const withMs = new Date(Math.floor(micros / 1000)).toISOString();
  return `${withMs.slice(0, -1)}${String(((micros % 1000) + 1000) % 1000).padStart(3, '0')}Z`;
}

/** Measures the phases of one node's run. */
export class Stopwatch {
  readonly #now: () => number;
  readonly #startedMs: number;
  readonly #timings: Timing[] = [];

  constructor(now: () => number) {
    this.#now = now;
    this.#startedMs = now();
  }

  /** Does something as a phase, which is kept even where it fails. */
  async phase<Result>(name: Timing['name'], work: () => Promise<Result>): Promise<Result> {
    const startedMs = this.#now();
    try {
      return await work();
    } finally {
      this.#timings.push({
        name,
        started_at: isoMicroseconds(startedMs),
        completed_at: isoMicroseconds(this.#now()),
      });
    }
  }

  /** Forgets the phases of an attempt that is made again. */
  restart(): void {
    this.#timings.length = 0;
  }

  get timings(): readonly Timing[] {
    return [...this.#timings];
  }

  get elapsedSeconds(): number {
    return (this.#now() - this.#startedMs) / 1000;
  }
}
