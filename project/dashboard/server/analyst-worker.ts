import { parentPort } from 'node:worker_threads';
import { answers } from './analyst.ts';

export type JobKind = keyof typeof answers;

/** What the server sends to its worker; the question is of its kind. */
export interface Job {
  readonly id: number;
  readonly kind: JobKind;
  readonly question: unknown;
}

/** What comes back. */
export type JobResult = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

parentPort?.on('message', ({ id, kind, question }: Job) => {
  parentPort?.postMessage(resultOf(id, () => answers[kind](question as never)));
});

function resultOf(id: number, compute: () => unknown): JobResult {
  try {
    return { id, value: compute() };
  } catch (error) {
    return { id, error: (error as Error).message };
  }
}
