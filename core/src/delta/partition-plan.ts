import { type AddFile, resolvePath } from './actions.ts';
import type { ColumnMapping } from './column-mapping.ts';
import { fieldTypeText } from './duckdb-type.ts';
import { partitionSql, partitionText } from './partition-values.ts';
import type { DeltaField } from './schema.ts';
import { quoteName, quoteText } from './sql-text.ts';

/** How a scan of several files gets the values of its partition columns. */
export interface PartitionPlan {
  /** SQL for each partition column, by its name in the table. */
  readonly values: ReadonlyMap<string, string>;
  /** Whether DuckDB takes them from the folders' names, which lets it leave out files early. */
  readonly isHive: boolean;
  /** The option that gives their types; only with `isHive`. */
  readonly hiveTypes: string;
  /** A table `__partition` of them by file. */
  readonly join: string | undefined;
}

/**
 * One value for all files is written down. Values that folders' names say too (`city=Berlin/`) are left to DuckDB. What
 * remains is joined by the name of the file.
 */
export function planPartitions(
  files: readonly AddFile[],
  fields: readonly DeltaField[],
  mapping: ColumnMapping,
  root: string,
): PartitionPlan {
  const rows = files.map(({ partitionValues }) =>
    fields.map((field) => valueOf(field, partitionValues, mapping)),
  );
  const none = { isHive: false, hiveTypes: '', join: undefined };
  if (rows.every((row) => row.every((value, index) => value === rows[0]![index]))) {
    return {
      ...none,
      values: new Map(fields.map((field, index) => [field.name, partitionSql(field, rows[0]![index]!)])),
    };
  }
  const names = fields.map((field) => mapping.physicalName(field));
  if (canUseFolders(files, fields, rows, names, root)) {
    const types = fields.map(
      (field, index) => `${quoteText(names[index]!)}: ${quoteText(fieldTypeText(field))}`,
    );
    return {
      values: new Map(fields.map((field, index) => [field.name, quoteName(names[index]!)])),
      isHive: true,
      hiveTypes: `hive_types = {${types.join(', ')}}`,
      join: undefined,
    };
  }
  const list = files.map(({ path }, index) => {
    const values = rows[index]!.map((value) => (value === null ? 'null::varchar' : quoteText(value)));
    return `(${[quoteText(resolvePath(path, root)), ...values].join(', ')})`;
  });
  const columns = ['file', ...fields.map((_, index) => `p${index}`)];
  return {
    ...none,
    values: new Map(
      fields.map((field, index) => [field.name, `cast(__partition.p${index} as ${fieldTypeText(field)})`]),
    ),
    join: `(values ${list.join(', ')}) as __partition(${columns.join(', ')})`,
  };
}

function valueOf(
  field: DeltaField,
  values: AddFile['partitionValues'],
  mapping: ColumnMapping,
): string | null {
  const physical = mapping.physicalName(field);
  return partitionText(field, Object.hasOwn(values, physical) ? values[physical] : values[field.name]);
}

/** Types of which the text in a folder's name is read by DuckDB as Delta means it. */
const foldableTypes = /^(?:string|byte|short|integer|long|date|boolean|decimal\(.*\))$/;
const nullFolder = '__HIVE_DEFAULT_PARTITION__';

/** Whether the folders between the table and each file say exactly what the log says. */
function canUseFolders(
  files: readonly AddFile[],
  fields: readonly DeltaField[],
  rows: readonly (readonly (string | null)[])[],
  names: readonly string[],
  root: string,
): boolean {
  if (!fields.every(({ type }) => typeof type === 'string' && foldableTypes.test(type))) return false;
  // A folder above the table that looks like a partition would be read as one.
  if (/\/[^/]*=/.test(root)) return false;
  return files.every(({ path }, index) => {
    const resolved = resolvePath(path, root);
    if (!resolved.startsWith(`${root}/`)) return false;
    const folders = resolved
      .slice(root.length + 1)
      .split('/')
      .slice(0, -1);
    if (folders.length !== names.length) return false;
    const row = rows[index]!;
    return names.every((name, column) => {
      const position = folders.findIndex((folder) => folder.startsWith(`${name}=`));
      return position !== -1 && folderSays(folders[position]!.slice(name.length + 1), row[column]!);
    });
  });
}

function folderSays(folder: string, value: string | null): boolean {
  if (folder === nullFolder) return value === null;
  try {
    return decodeURIComponent(folder) === value;
  } catch {
    return false;
  }
}
