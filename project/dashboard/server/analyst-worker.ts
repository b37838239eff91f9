import { parentPort } from 'node:worker_threads';
import { answerForecast, answerSegments, type ForecastQuestion, type SegmentQuestion } from './analyst.ts';

/** What the server sends to its worker. */
export type Job = { readonly id: number } & (
  | { readonly kind: 'forecast'; readonly question: ForecastQuestion }
  | { readonly kind: 'segments'; readonly question: SegmentQuestion }
);

/** What comes back. */
export type JobResult = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

parentPort?.on('message', (job: Job) => {
  try {
    const value = job.kind === 'forecast' ? answerForecast(job.question) : answerSegments(job.question);
    parentPort?.postMessage({ id: job.id, value } satisfies JobResult);
  } catch (error) {
    parentPort?.postMessage({ id: job.id, error: (error as Error).message } satisfies JobResult);
  }
});
