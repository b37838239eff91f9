import type { Json } from '../../config/json.ts';
import { loadDuckDb } from './instances.ts';

/** Parses queries into DuckDB's own syntax trees, in a database in memory that holds nothing. */
export class SyntaxTrees {
  #opened: ReturnType<typeof connect> | undefined;

  /**
   * The trees of queries, in their order: `json_serialize_sql` without what is null or empty. Undefined for what is no
   * query, or none that DuckDB can serialize, such as a PIVOT.
   */
  async of(queries: readonly string[]): Promise<readonly (Json | undefined)[]> {
    const { connection } = await (this.#opened ??= connect());
    const { listValue } = await loadDuckDb();
    const reader = await connection.runAndReadAll(
      `select json_serialize_sql(query, skip_null := true, skip_empty := true)
       from (select unnest($1::varchar[]) as query, generate_subscripts($1::varchar[], 1) as position)
       order by position`,
      [listValue([...queries])],
    );
    return reader.getRows().map(([text]) => {
      const { error, statements } = JSON.parse(String(text)) as { error: boolean; statements?: Json };
      return error ? undefined : statements;
    });
  }

  async close(): Promise<void> {
    const opened = await this.#opened;
    opened?.connection.closeSync();
    opened?.instance.closeSync();
  }
}

async function connect() {
  const { DuckDBInstance } = await loadDuckDb();
  const instance = await DuckDBInstance.create(':memory:');
  return { instance, connection: await instance.connect() };
}
