/** Tells how far a long run is. */
export interface Progress {
  step(what: string): void;
  done(summary: string): void;
}

/** One line that is written over on a terminal; plain lines elsewhere. */
export function streamProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const started = now();
  const seconds = (): string => `${((now() - started) / 1000).toFixed(1)} s`;
  const isTerminal = stream.isTTY === true;
  return {
    step(what) {
      stream.write(
        isTerminal ? `\r\u001b[K${seconds().padStart(7)}  ${what} …` : `${seconds().padStart(7)}  ${what}\n`,
      );
    },
    done(summary) {
      stream.write(`${isTerminal ? '\r\u001b[K' : ''}${seconds().padStart(7)}  ${summary}\n`);
    },
  };
}
