import { selectorNeedsState, UserError } from '../../diagnostics/index.ts';
import { type SelectorMethod, textValue } from './method.ts';

/** How a node ended in an earlier run: `error`, `fail`, `success`, … */
export const result: SelectorMethod = (call, { previous }) => {
  const status = textValue(call);
  if (!previous?.results) throw new UserError(selectorNeedsState(call.method, status, 'run_results.json'));
  const found = new Set(
    previous.results.filter((result) => result.status === status).map(({ unique_id: id }) => id),
  );
  return (node) => found.has(node.unique_id);
};
