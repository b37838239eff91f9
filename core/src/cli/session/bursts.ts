const quietMs = 10;
const mostMs = 250;

/** Gathers changes that come in bursts, as when an editor saves in several steps or git changes the branch. */
export class Bursts {
  #isPending = false;
  #wake: () => void = () => undefined;

  /** Something changed. */
  notify(): void {
    this.#isPending = true;
    this.#wake();
  }

  /** Waits for the next burst, and until it is over. @returns false when the signal came first */
  async next(signal: AbortSignal): Promise<boolean> {
    await this.#nextChange(signal, undefined);
    const startedMs = performance.now();
    while (!signal.aborted && performance.now() - startedMs < mostMs) {
      this.#isPending = false;
      if (!(await this.#nextChange(signal, quietMs))) break;
    }
    this.#isPending = false;
    return !signal.aborted;
  }

  /** @returns whether there was a change, within the time given. */
  async #nextChange(signal: AbortSignal, withinMs: number | undefined): Promise<boolean> {
    if (this.#isPending || signal.aborted) return true;
    await new Promise<void>((resolve) => {
      const stop = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = withinMs === undefined ? undefined : setTimeout(stop, withinMs);
      signal.addEventListener('abort', stop, { once: true });
      this.#wake = stop;
    });
    return this.#isPending;
  }
}
