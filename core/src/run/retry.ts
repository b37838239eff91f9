export interface RetryEffects {
  /** From 0 to below 1. */
  random(): number;
  /** Ends early, without an error, when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface RetryOptions {
  readonly effects: RetryEffects;
  readonly signal: AbortSignal;
  readonly isRetryable: (error: unknown) => boolean;
  /** Told before each further attempt, which are counted from 2. */
  readonly onRetry: (attempt: number, error: unknown) => void;
}

const mostAttempts = 6;
const firstPauseMs = 5;

/**
 * Does something again, after a pause that doubles and is blurred by chance, for as long as it fails for a reason that
 * may pass.
 *
 * @throws the first attempt's error once all have failed: later ones often only tell of its consequences.
 */
export async function withRetries<Result>(
  attempt: (number: number) => Promise<Result>,
  { effects, signal, isRetryable, onRetry }: RetryOptions,
): Promise<Result> {
  let first: unknown;
  for (let number = 1; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      first ??= error;
      if (!isRetryable(error)) throw error;
      if (number === mostAttempts || signal.aborted) throw first;
      await effects.sleep(firstPauseMs * 2 ** (number - 1) * (0.5 + effects.random()), signal);
      onRetry(number + 1, error);
    }
  }
}
