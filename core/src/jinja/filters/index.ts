import type { Filter } from './filter.ts';
import { markupFilters } from './markup.ts';
import { numberFilters } from './numbers.ts';
import { orderFilters } from './order.ts';
import { selectionFilters } from './selection.ts';
import { sequenceFilters } from './sequences.ts';
import { textFilters } from './texts.ts';
import { valueFilters } from './values.ts';

const groups = {
  ...markupFilters,
  ...numberFilters,
  ...orderFilters,
  ...selectionFilters,
  ...sequenceFilters,
  ...textFilters,
  ...valueFilters,
};

/** All filters by name. */
export const filters: ReadonlyMap<string, Filter> = new Map(
  Object.entries(groups).map(([name, filter]) => [name, filter(name)]),
);
