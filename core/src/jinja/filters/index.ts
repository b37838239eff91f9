import type { Filter } from './filter.ts';
import { sequenceFilters } from './sequences.ts';
import { textFilters } from './texts.ts';
import { valueFilters } from './values.ts';

/** All filters by name. */
export const filters: ReadonlyMap<string, Filter> = new Map(
  Object.entries({ ...sequenceFilters, ...textFilters, ...valueFilters }),
);
