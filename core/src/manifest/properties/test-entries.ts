import type { Json } from '../../config/json.ts';
import { propertyGivenTwice } from '../../diagnostics/index.ts';
import type { KeyPath } from '../../config/index.ts';
import type { Entry } from './entry.ts';

/** A generic test as a property file lists it: a name, or a mapping. Not rendered yet. */
export interface TestEntry {
  readonly written: Json;
  readonly entry: Entry;
  /** Its keys below the entry: `['data_tests', 0]`. */
  readonly keys: KeyPath;
}

/** The tests of an entry: `data_tests`, or `tests` as it was called before. */
export function testEntries(entry: Entry): readonly TestEntry[] {
  const both = entry.list('tests').length > 0 && entry.has('data_tests');
  if (both) entry.report(propertyGivenTwice('tests', entry.span('tests'), 'data_tests'));
  const key = entry.list('tests').length > 0 ? 'tests' : 'data_tests';
  return entry.list(key).map((written, index) => ({ written, entry, keys: [key, index] }));
}

/** Whether an entry says which tests it has; an empty list says that there are none. */
export const saysTests = (entry: Entry): boolean => entry.has('tests') || entry.has('data_tests');
