import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { openDeltaTable } from '../../src/delta-entry.ts';
import { deltaScanMacro, deltaScanTexts, prepareDeltaScans, scanChoice } from '../../src/delta/index.ts';
import { useWorkshop } from './harness.ts';

const workshop = useWorkshop();
const database = (): string => join(workshop.folder, 'shop.duckdb');

/** A connection on which `delta_scan` means tables of the folder, in the views of the database too. */
async function prepared(connection: DuckDBConnection): Promise<(sql: string) => Promise<unknown[]>> {
  const prepare = async (sql: string): Promise<void> => {
    const statements = await prepareDeltaScans(sql, (call) =>
      openDeltaTable(join(workshop.folder, call.path.replace(/^file:\/\//, '')), connection).select(
        scanChoice(call),
      ),
    );
    for (const statement of statements) await connection.run(statement);
  };
  await connection.run(deltaScanMacro);
  for (const [text] of (await connection.runAndReadAll(deltaScanTexts)).getRows())
    await prepare(String(text));
  return async (sql) => {
    await prepare(sql);
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  };
}

describe('delta_scan by a macro', () => {
  it('reads tables in any place of a query, at any version', async () => {
    await workshop.table().write('select 1 as id', { mode: 'create', timestampMs: Date.parse('2024-01-01') });
    await workshop.table().write('select 2 as id', { mode: 'append', timestampMs: Date.parse('2024-02-01') });
    const query = await prepared(workshop.connection);
    const sql = `with new as (from delta_scan('orders'))
      select id from new where id not in (select id from delta_scan('file://orders', version := 0))
        and exists (select 1 from delta_scan('orders', as_of := '2024-01-15') as old where old.id < new.id)`;
    expect(await query(sql)).toEqual([{ id: 2 }]);
    expect(await query("explain from delta_scan('orders')")).toHaveLength(1);
    await expect(query("from delta_scan('or' || 'ders2')")).rejects.toThrow(
      /orders2\) is not known: its arguments have to be literals/,
    );
  });

  it('in a view reads what is in the table when the view is read, in a later session', async () => {
    await workshop.table().write('select 1 as id', { mode: 'create' });
    const first = await DuckDBInstance.create(database());
    const query = await prepared(await first.connect());
    await query("create view orders as from delta_scan('orders')");
    await query('create view twice as select id * 2 as id from orders');
    expect(await query('from twice')).toEqual([{ id: 2 }]);
    first.closeSync();

    await workshop.table().write('select 2 as id', { mode: 'append' });
    const second = await DuckDBInstance.create(database());
    const later = await prepared(await second.connect());
    expect(await later('from twice order by id')).toEqual([{ id: 2 }, { id: 4 }]);
    const bare = await second.connect();
    await expect(bare.run('set autoload_known_extensions = false; from twice')).rejects.toThrow(/delta_scan/);
    second.closeSync();
  });
});
