import type { JsonObject } from '../../config/json.ts';
import { listOf, objectOf, textOf, textsOf, withoutEmpty } from './artifact.ts';
import type { SiteColumn } from './site-data.ts';

/**
 * The columns of a node: those of the database in its order, then those that only the project names. Names are compared
 * without their case, since the database decides on it.
 *
 * @param node Its entry in the manifest.
 * @param table Its entry in the catalog; empty when the database does not have it.
 */
export function columnsOf(
  node: JsonObject,
  table: JsonObject,
  testsOf: (column: string) => readonly string[],
): readonly SiteColumn[] {
  const declared = new Map(
    Object.values(objectOf(node['columns']))
      .map(objectOf)
      .map((column) => [String(column['name']).toLowerCase(), column] as const),
  );
  const actual = Object.values(objectOf(table['columns']))
    .map(objectOf)
    .sort((a, b) => Number(a['index']) - Number(b['index']));
  const columns = actual.map((column) => {
    const own = declared.get(String(column['name']).toLowerCase());
    declared.delete(String(column['name']).toLowerCase());
    return columnOf(String(column['name']), own, column, testsOf);
  });
  for (const own of declared.values()) columns.push(columnOf(String(own['name']), own, undefined, testsOf));
  return columns;
}

function columnOf(
  name: string,
  declared: JsonObject | undefined,
  actual: JsonObject | undefined,
  testsOf: (column: string) => readonly string[],
): SiteColumn {
  return {
    name,
    tests: testsOf(name),
    ...withoutEmpty({
      data_type: textOf(actual?.['type']) ?? textOf(declared?.['data_type']) ?? '',
      description: textOf(declared?.['description']) ?? textOf(actual?.['comment']) ?? '',
      tags: textsOf(declared?.['tags']),
      meta: objectOf(declared?.['meta']),
      constraints: listOf(declared?.['constraints']).map((constraint) =>
        String(objectOf(constraint)['type']),
      ),
      is_undocumented: declared === undefined,
    }),
  };
}
