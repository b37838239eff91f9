/** Tells how far a long run is. */
export interface Progress {
  /** How many steps there will be. */
  expect(steps: number): void;
  /** One step begins. */
  step(what: string): void;
  done(summary: string): void;
}

const barWidth = 24;

/** A bar that is written over on a terminal; plain lines elsewhere. */
export function streamProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const started = now();
  const seconds = (): string => `${((now() - started) / 1000).toFixed(1)} s`.padStart(7);
  let expected = 1;
  let begun = 0;
  return {
    expect(steps) {
      expected = Math.max(1, steps);
    },
    step(what) {
      const filled = Math.min(barWidth, Math.round((begun++ / expected) * barWidth));
      const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
      stream.write(stream.isTTY ? `\r\u001b[K${seconds()}  ${bar}  ${what}` : `${seconds()}  ${what}\n`);
    },
    done(summary) {
      stream.write(`${stream.isTTY ? '\r\u001b[K' : ''}${seconds()}  ${summary}\n`);
    },
  };
}
