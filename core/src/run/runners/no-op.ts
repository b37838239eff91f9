import type { ExposureNode, SemanticResource } from '../../manifest/index.ts';
import type { Runner } from './runner.ts';

/** Exposures and saved queries: `build` reaches them, and nothing is to be done. */
export const runNoOp: Runner<ExposureNode | SemanticResource> = async ({ watch }) => {
  await watch.phase('compile', () => Promise.resolve());
  return watch.phase('execute', () =>
    Promise.resolve({ status: 'no-op', message: 'NO-OP', response: undefined, failures: 0 }),
  );
};
