import type { TrinoError } from './page.ts';

/** What only other databases understand, and what runs everywhere. Patterns are looked for where the fault is. */
const atFault: readonly (readonly [RegExp, string])[] = [
  [/^::/, 'Write cast(value as type): the operator :: is not of Trino'],
  [/^(?:exclude|replace)\b/i, 'Name the columns: Trino has no select * exclude (…)'],
  [/^qualify\b/i, 'Compute the window function in a subquery and filter outside of it'],
  [/^(?:asof|positional|semi|anti)\s+join\b/i, 'Trino has inner, left, right, full and cross joins'],
  [/^ilike\b/i, 'Write lower(value) like lower(pattern)'],
  [/^(?:struct|list)_\w+\s*\(/i, 'Trino works on rows and arrays with other functions'],
  [/^\{/, 'Write cast(row(…) as row(name type)), since {…} is not of Trino'],
];

const crossDatabase = (call: string): string =>
  `Use the macro {{ ${call} }}, which is written for every database`;

/** Functions of DuckDB, and others of that many databases, that a macro stands for or that Trino calls otherwise. */
const functions: Readonly<Record<string, string>> = {
  concat: 'Cast what is no text before ||: cast(value as varchar)',
  md5: crossDatabase("dbt.hash('value')"),
  datediff: crossDatabase("dbt.datediff('first', 'second', 'day')"),
  date_sub: crossDatabase("dbt.datediff('first', 'second', 'day')"),
  dateadd: crossDatabase("dbt.dateadd('day', 1, 'value')"),
  datetrunc: crossDatabase("dbt.date_trunc('month', 'value')"),
  string_agg: crossDatabase(`dbt.listagg('value', "', '")`),
  group_concat: crossDatabase(`dbt.listagg('value', "', '")`),
  list_aggr: crossDatabase(`dbt.listagg('value', "', '")`),
  string_split: crossDatabase(`dbt.split_part('value', "','", 1)`),
  instr: crossDatabase(`dbt.position("'part'", 'value')`),
  contains: crossDatabase(`dbt.position("'part'", 'value')`),
  right: crossDatabase("dbt.right('value', 3)"),
  left: 'Write substr(value, 1, length)',
  generate_series: crossDatabase('dbt.generate_series(100)'),
  range: 'Write unnest(sequence(first, last))',
  list_contains: 'Write contains(array, value)',
  list: 'Write array_agg(value)',
  list_value: crossDatabase("dbt.array_construct(['value'])"),
  make_date: crossDatabase('dbt.date(2024, 1, 31)'),
  strftime: 'Write date_format(value, format), with the letters of MySQL',
  strptime: 'Write date_parse(text, format), with the letters of MySQL',
  epoch: 'Write to_unixtime(value)',
  epoch_ms: 'Write to_unixtime(value) * 1000',
  dayofweek: 'Write day_of_week(value), which counts from Monday = 1',
  median: 'Write approx_percentile(value, 0.5)',
  quantile_cont: 'Write approx_percentile(value, share)',
  quantile: 'Write approx_percentile(value, share)',
  first: crossDatabase("dbt.any_value('value')"),
  mode: 'Write map_keys(histogram(value)), or group and order by the count',
  ifnull: 'Write coalesce(value, otherwise)',
  isnull: 'Write value is null',
  regexp_matches: 'Write regexp_like(text, pattern)',
  regexp_full_match: "Write regexp_like(text, '^' || pattern || '$')",
  len: crossDatabase("dbt.length('value')"),
  delta_scan: 'Register the table: bk-build run-operation register_delta_sources',
  read_parquet: 'Trino reads tables of its catalogs, not files',
  read_csv: 'Trino reads tables of its catalogs, not files; a CSV file can be a seed',
};

/** Types of DuckDB, and what is to take their place. */
const types: Readonly<Record<string, string>> = {
  hugeint: 'decimal(38, 0)',
  uhugeint: 'decimal(38, 0)',
  ubigint: 'decimal(20, 0)',
  uinteger: 'bigint',
  usmallint: 'integer',
  utinyint: 'smallint',
  text: '{{ dbt.type_string() }}',
  string: '{{ dbt.type_string() }}',
  float: '{{ dbt.type_float() }}',
  float4: 'real',
  float8: '{{ dbt.type_float() }}',
  numeric: '{{ dbt.type_numeric() }}',
  int8: '{{ dbt.type_bigint() }}',
  int4: '{{ dbt.type_int() }}',
  datetime: '{{ dbt.type_timestamp() }}',
  timestamptz: 'timestamp with time zone',
  timestamp_ns: 'timestamp(9)',
  timestamp_ms: 'timestamp(3)',
  timestamp_s: 'timestamp(0)',
  blob: 'varbinary',
  bytea: 'varbinary',
  bool: '{{ dbt.type_boolean() }}',
  bit: 'varbinary',
  enum: '{{ dbt.type_string() }}',
  struct: 'row(name type)',
  list: 'array(type)',
  union: 'one column a member',
};

/** What a table format cannot keep, and as what it can. */
const stored: Readonly<Record<string, string>> = {
  tinyint: 'integer',
  smallint: 'integer',
  char: 'varchar',
  time: 'varchar',
  uuid: 'varchar',
  json: 'varchar, by json_format(value)',
  ipaddress: 'varchar',
  'time with time zone': 'varchar',
  'interval day to second': 'bigint, in seconds',
  'interval year to month': 'integer, in months',
  hyperloglog: 'varbinary',
};

/** What an author can do about an error; undefined where nothing is known. */
export function adviceFor(
  { errorName, message }: TrinoError,
  sql: string,
  offset: number | undefined,
): string | undefined {
  if (errorName === 'SYNTAX_ERROR' && offset !== undefined) {
    const at = sql.slice(offset, offset + 40);
    return atFault.find(([pattern]) => pattern.test(at))?.[1];
  }
  const name = /[Ff]unction '?(\w+)'?/.exec(message)?.[1]?.toLowerCase();
  if (errorName === 'FUNCTION_NOT_FOUND' && name !== undefined) return functions[name];
  if (message.startsWith('Row type field does not have a name'))
    return 'Name the fields: cast(row(…) as row(name type))';
  const column = /Column '"?\w+"?\."?(\w+)"?' cannot be resolved/.exec(message)?.[1];
  if (column !== undefined && new RegExp(`\\busing\\s*\\([^)]*\\b${column}\\b`, 'i').test(sql))
    return `In Trino, a column that a join has by USING is of no table: write ${column} alone`;
  const type = /Unknown type: (\w+)/.exec(message)?.[1]?.toLowerCase();
  if (type !== undefined) return types[type] && `Write ${types[type]}`;
  const kept =
    /(?:[Tt]ype not supported for \w+|Unsupported (?:Hive )?type|[Tt]ype [`']?[\w ]+[`']? is not supported)[:\s]*([\w ]+)?/.exec(
      message,
    );
  if (kept) {
    if (/timestamp(?:\(\d+\))? with time zone/.test(message))
      return "The table's format has no such times: cast the column to timestamp(3) with time zone, or at time zone 'UTC' to timestamp(6)";
    const lost = Object.keys(stored).find((word) => new RegExp(`\\b${word}\\b`, 'i').test(message));
    return lost && `The table's format has no ${lost}: cast the column to ${stored[lost]}`;
  }
  return namedAdvice[errorName];
}

const namedAdvice: Readonly<Record<string, string>> = {
  COLUMN_TYPE_UNKNOWN: 'Give a null a type, such as cast(null as varchar)',
  MISSING_COLUMN_NAME: 'Name the column: expression as name',
  CATALOG_NOT_FOUND: 'The catalogs of the cluster are told by: show catalogs',
  TABLE_ALREADY_EXISTS:
    'Something made it during this run, or it is of another kind; drop it, then build again',
  PERMISSION_DENIED: "Ask for the right, or log in as another user under the profile's target",
  EXCEEDED_LOCAL_MEMORY_LIMIT:
    'Let the cluster spill, or set session_properties in the profile, such as query_max_memory_per_node',
  EXCEEDED_GLOBAL_MEMORY_LIMIT: 'Build less at once (--threads 1), or let the cluster spill',
  EXCEEDED_TIME_LIMIT: 'Raise query_max_run_time under session_properties in the profile',
  QUERY_TEXT_TOO_LARGE: 'Build what the query repeats in a model of its own',
};
