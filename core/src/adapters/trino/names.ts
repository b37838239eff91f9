import type { JsonObject } from '../../config/json.ts';
import type { ImpliedNames } from '../../project/index.ts';

/** dbt-trino's other word for a database is catalog. */
export function impliedNames({ catalog }: JsonObject): ImpliedNames {
  return { database: typeof catalog === 'string' ? catalog : '', schema: '' };
}
