import { deltaCheckpointIncomplete, UserError } from '../diagnostics/index.ts';
import { type Action, resolvePath } from './actions.ts';
import { type DuckDbType, parseDuckDbType } from './duckdb-type.ts';
import { type CheckpointFiles, parseActions } from './log.ts';
import { quoteName, quotePath, quoteText } from './sql-text.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';

/** What of a checkpoint says something about the table. */
const wanted = ['protocol', 'metaData', 'add', 'remove', 'txn', 'sidecar'] as const;
/** Statistics and partition values in columns of their own: the same as in the JSON beside them. */
const unwanted = new Set(['stats_parsed', 'partitionValues_parsed']);

/** The actions that a checkpoint stands for. @throws UserError when a part of it is missing or unreadable */
export async function readCheckpoint(
  { version, names }: CheckpointFiles,
  storage: DeltaStorage,
  sql: SqlRunner,
): Promise<Action[]> {
  const incomplete = (problem: string, cause?: unknown): UserError =>
    new UserError(deltaCheckpointIncomplete(storage.root, version, problem), { cause });
  const log = `${storage.root}/_delta_log`;
  const main: Action[][] = [];
  for (const name of names) {
    if (!name.endsWith('.json')) main.push(await readParquet(`${log}/${name}`, sql, incomplete));
    else {
      const bytes = await storage.read(`_delta_log/${name}`);
      if (!bytes) throw incomplete(`${name} is missing`);
      main.push(parseActions(bytes, name, storage.root));
    }
  }
  const actions = main.flat();
  const beside: Action[][] = [];
  for (const { sidecar } of actions) {
    if (sidecar)
      beside.push(await readParquet(resolvePath(sidecar.path, `${log}/_sidecars`), sql, incomplete));
  }
  return [...actions, ...beside.flat()];
}

/** Parts may have different columns, such as statistics of their own; each is read as it is. */
async function readParquet(
  file: string,
  sql: SqlRunner,
  incomplete: (problem: string, cause?: unknown) => UserError,
): Promise<Action[]> {
  try {
    return await readParquetFile(file, sql);
  } catch (error) {
    throw incomplete(error instanceof Error ? error.message : String(error), error);
  }
}

async function readParquetFile(file: string, sql: SqlRunner): Promise<Action[]> {
  const from = `read_parquet(${quotePath(file)}, hive_partitioning = false)`;
  const described = await sql.rows(`describe select * from ${from}`);
  const columns = new Map(
    described.map((row) => [String(row['column_name']), parseDuckDbType(String(row['column_type']))]),
  );
  const present = wanted.filter((name) => columns.has(name));
  if (present.length === 0) return [];
  const list = present.map((name) => `${actionJson(name, columns.get(name)!)} as ${quoteName(name)}`);
  const rows = await sql.rows(`select ${list.join(', ')} from ${from}`);
  return rows.flatMap((row) => {
    const found = present.find((name) => row[name] !== null);
    return found === undefined ? [] : [{ [found]: withoutNulls(JSON.parse(String(row[found]))) } as Action];
  });
}

/** SQL for an action's JSON without what is unwanted; null where the row holds another action. */
function actionJson(name: string, type: DuckDbType): string {
  const column = quoteName(name);
  if (type.kind !== 'struct') return `to_json(${column})::varchar`;
  const members = type.fields
    .filter((field) => !unwanted.has(field.name))
    .flatMap((field) => [quoteText(field.name), `${column}.${quoteName(field.name)}`]);
  return `case when ${column} is not null then json_object(${members.join(', ')})::varchar end`;
}

/** Parquet has every key; the log leaves out those without a value, all but those of maps. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, maps.has(key) ? item : withoutNulls(item)]));
}

const maps = new Set(['partitionValues', 'configuration', 'options', 'tags']);
