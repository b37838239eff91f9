import { snapshotTargetInvalid, wrongArguments } from '../../../diagnostics/catalogue/context.ts';
import {
  type CallSite,
  Dict,
  isTrue,
  iterate,
  TemplateObject,
  toStr,
  type Value,
} from '../../../jinja/index.ts';
import { fault } from '../../call.ts';

const always = ['dbt_scd_id', 'dbt_valid_from', 'dbt_valid_to'];

/**
 * Refuses a table that a snapshot cannot go on with, because columns that snapshots write are missing.
 *
 * @param renamed The project's own names for them (`snapshot_meta_column_names`), by dbt's.
 */
export function assertSnapshotTarget(
  relation: Value,
  columns: Value,
  renamed: Value | undefined,
  isDeletedNeeded: boolean,
  site: CallSite,
): void {
  const present = new Set(
    [...(iterate(columns) ?? [])].map((column) => attribute(column, 'name').toLowerCase()),
  );
  const wanted = isDeletedNeeded ? [...always, 'dbt_is_deleted'] : always;
  const names = wanted.map((name) => (renamed instanceof Dict ? toStr(renamed.get(name) ?? name) : name));
  const missing = names.filter((name) => !present.has(name.toLowerCase()));
  if (missing.length > 0) throw fault(site, snapshotTargetInvalid(toStr(relation), missing));
}

/** What to do with keys that left the source: `hard_deletes`, or the older switch `invalidate_hard_deletes`. */
export function hardDeletesBehavior(config: Value, site: CallSite): string {
  const read = (key: string): Value =>
    (config instanceof Dict
      ? config.get(key)
      : config instanceof TemplateObject
        ? config.getItem(key)
        : undefined) ?? null;
  const legacy = read('invalidate_hard_deletes');
  const mode = read('hard_deletes');
  if (legacy !== null && mode !== null) {
    throw fault(site, wrongArguments('snapshot', 'set hard_deletes or invalidate_hard_deletes, not both'));
  }
  if (isTrue(legacy)) return 'invalidate';
  if (mode === null || mode === 'ignore' || mode === 'invalidate' || mode === 'new_record')
    return mode ?? 'ignore';
  throw fault(
    site,
    wrongArguments(
      'snapshot',
      `hard_deletes is "${toStr(mode)}"; it is one of ignore, invalidate, new_record`,
    ),
  );
}

export function attribute(value: Value, name: string): string {
  return value instanceof TemplateObject ? toStr(value.getAttribute(name) ?? '') : '';
}
