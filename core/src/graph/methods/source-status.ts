import { selectorNeedsState, UserError } from '../../diagnostics/index.ts';
import { type SelectorMethod, wordValue } from './method.ts';

/** Sources that were loaded again since an earlier `source freshness`. */
export const sourceStatus: SelectorMethod = (call, { previous }) => {
  const word = wordValue(call, ['fresher']);
  const { loadedBefore, loadedNow } = previous ?? {};
  if (!loadedBefore || !loadedNow) throw new UserError(selectorNeedsState(call.method, word, 'sources.json'));
  return ({ unique_id: id }) => {
    const now = loadedNow.get(id);
    const before = loadedBefore.get(id);
    return now !== undefined && (before === undefined || now > before);
  };
};
