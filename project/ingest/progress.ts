/** Tells how far a long run is. */
export interface Progress {
  /** How many steps there will be. */
  expect(steps: number): void;
  /** One step begins. */
  step(what: string): void;
  /** A part of the step begins: the `index`-th of so many, from 0. */
  part(index: number, of: number): void;
  done(summary: string): void;
}

const barWidth = 24;

/** A bar that is written over on a terminal; plain lines elsewhere. */
export function streamProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const started = now();
  const seconds = (): string => `${((now() - started) / 1000).toFixed(1)} s`.padStart(7);
  let expected = 1;
  let begun = 0;
  let current = '';
  const draw = (done: number, what: string): void => {
    const filled = Math.min(barWidth, Math.round((done / expected) * barWidth));
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    stream.write(`\r\u001b[K${seconds()}  ${bar}  ${what}`);
  };
  return {
    expect(steps) {
      expected = Math.max(1, steps);
    },
    step(what) {
      if (stream.isTTY) draw(begun, what);
      else stream.write(`${seconds()}  ${what}\n`);
      begun++;
      current = what;
    },
    part(index, of) {
      if (stream.isTTY && of > 1) draw(begun - 1 + index / of, `${current}, ${index + 1} of ${of}`);
    },
    done(summary) {
      stream.write(`${stream.isTTY ? '\r\u001b[K' : ''}${seconds()}  ${summary}\n`);
    },
  };
}
