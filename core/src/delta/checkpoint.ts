import { deltaCheckpointIncomplete, UserError } from '../diagnostics/index.ts';
import type { Action } from './actions.ts';
import { type CheckpointFiles, parseActions } from './log.ts';
import { quoteName, quoteText } from './schema.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';

/** Columns of a checkpoint that say something about the table; statistics in columns of their own are left out. */
const wanted = ['protocol', 'metaData', 'add', 'remove', 'txn', 'sidecar'];

/** The actions that a checkpoint stands for. @throws UserError when a part of it is missing or unreadable */
export async function readCheckpoint(
  checkpoint: CheckpointFiles,
  storage: DeltaStorage,
  sql: SqlRunner,
): Promise<Action[]> {
  const { version, kind, names, parts } = checkpoint;
  const incomplete = (problem: string): UserError =>
    new UserError(deltaCheckpointIncomplete(storage.root, version, problem));
  if (names.length !== parts) throw incomplete(`it has ${names.length} of ${parts} parts`);
  const actions: Action[] = [];
  for (const name of names) {
    if (name.endsWith('.json')) {
      const bytes = await storage.read(`_delta_log/${name}`);
      if (!bytes) throw incomplete(`${name} is missing`);
      actions.push(...parseActions(bytes, name, storage.root));
    } else actions.push(...(await readParquet(`${storage.root}/_delta_log/${name}`, sql, incomplete)));
  }
  if (kind !== 'v2' && kind !== 'classic') return actions;
  const sidecars = actions.flatMap(({ sidecar }) => (sidecar ? [sidecar.path] : []));
  for (const path of sidecars) {
    const file = path.includes('/') ? path : `${storage.root}/_delta_log/_sidecars/${path}`;
    actions.push(...(await readParquet(file, sql, incomplete)));
  }
  return actions;
}

async function readParquet(
  file: string,
  sql: SqlRunner,
  incomplete: (problem: string) => UserError,
): Promise<Action[]> {
  try {
    const from = `read_parquet(${quoteText(file)})`;
    const columns = (await sql.rows(`describe select * from ${from}`)).map((row) =>
      String(row['column_name']),
    );
    const present = wanted.filter((name) => columns.includes(name));
    if (present.length === 0) return [];
    const rows = await sql.rows(
      `select ${present.map((name) => `to_json(${quoteName(name)})::varchar as ${quoteName(name)}`).join(', ')} from ${from}`,
    );
    return rows.flatMap((row) => {
      const found = present.find((name) => row[name] !== null && row[name] !== 'null');
      return found === undefined ? [] : [{ [found]: withoutNulls(JSON.parse(String(row[found]))) } as Action];
    });
  } catch (error) {
    throw incomplete(error instanceof Error ? error.message : String(error));
  }
}

/** Parquet has every key; the log leaves out those without a value, all but partition values. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [
        key,
        key === 'partitionValues' || key === 'configuration' || key === 'options' ? item : withoutNulls(item),
      ]),
  );
}
