import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDBInstance } from '@duckdb/node-api';
import { runProject } from '../harness.ts';

/** More rows than those by which the types of a large seed are guessed. */
const regularRows = 10_050;

const regular: Readonly<Record<string, (row: number) => string>> = {
  integer: (row) => String(row * 7),
  bigint: (row) => String(3_000_000_000 + row),
  double: (row) => `${row}.25`,
  date: (row) => `2024-01-${String((row % 28) + 1).padStart(2, '0')}`,
  timestamp: (row) => `2024-01-${String((row % 28) + 1).padStart(2, '0')} 10:00:00`,
  boolean: (row) => (row % 3 === 0 ? 'true' : 'false'),
  nothing: () => '',
};

/** What a cell may hold that the columns above do not: one word a cell, as it stands in the file. */
const odd = [
  'words null NULL nan inf "" True - .',
  '007 1.0 -0 +5 0.5 .5 5. 1e5 1e309 1_000 0x10 "1,5"',
  '3000000000 99999999999999999999 1234567890123456.5 00.5',
  '2024-1-1 2024/01/01 -024-01-01 infinity 2024-02-30 2024-01-01T10:00:00',
]
  .flatMap((line) => line.split(' '))
  .concat(' 5', ' true', '" "', '2024-01-01 ', '2024-01-01 10:00+01', '2024-01-01 10:00:0Z', '2024-01-01 1:00:00 ');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bk-large-seeds-'));
  mkdirSync(join(folder, 'seeds'));
  writeFileSync(join(folder, 'dbt_project.yml'), 'name: run\nversion: "1.0"\nprofile: run\n');
  writeFileSync(
    join(folder, 'profiles.yml'),
    'run:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: build.duckdb, threads: 4}\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const write = (name: string, lines: readonly string[]): void =>
  writeFileSync(join(folder, `seeds/${name}.csv`), `key,value\n${lines.join('\n')}\n`);

async function inDatabase<T>(work: (ask: (sql: string) => Promise<unknown[][]>) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(join(folder, 'build.duckdb'));
  const connection = await instance.connect();
  try {
    return await work(async (sql) => (await connection.runAndReadAll(sql)).getRowsJson());
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('a large seed', () => {
  // The row that is seen while guessing decides by itself; the same row far below must lead to the same table.
  it.each(Object.keys(regular))('of type %s becomes the same table wherever an odd value stands', async (type) => {
    const lines = Array.from({ length: regularRows }, (_, row) => `${row},${regular[type]!(row)}`);
    odd.forEach((cell, index) => {
      write(`early_${index}`, [`-1,${cell}`, ...lines]);
      write(`late_${index}`, [...lines, `-1,${cell}`]);
    });
    // The second time, the rows go into the tables that are there.
    for (const round of ['new', 'kept']) {
      const { results } = await runProject(folder);
      const statuses = new Map(results.map(({ unique_id: id, status }) => [id.split('.').at(-1), status]));
      await inDatabase(async (ask) => {
        for (const [index, cell] of odd.entries()) {
          const [early, late] = [`early_${index}`, `late_${index}`];
          const shown = `${cell} in a column of type ${type}, ${round}`;
          expect([shown, statuses.get(late)]).toEqual([shown, statuses.get(early)]);
          if (statuses.get(late) !== 'success') continue;
          const columns = (table: string): Promise<unknown[][]> =>
            ask(`select column_name, column_type from (describe ${table})`);
          expect([shown, await columns(late)]).toEqual([shown, await columns(early)]);
          const differing = `(from ${late} except all from ${early}) union all (from ${early} except all from ${late})`;
          expect([shown, await ask(`select * from (${differing}) limit 3`)]).toEqual([shown, []]);
        }
      });
    }
    rmSync(join(folder, 'build.duckdb'));
  }, 120_000);

  it('whose values do not fit their declared type is refused with the row', async () => {
    rmSync(join(folder, 'seeds'), { recursive: true });
    mkdirSync(join(folder, 'seeds'));
    writeFileSync(
      join(folder, 'seeds/schema.yml'),
      'seeds:\n  - name: declared\n    config: {column_types: {value: integer}}\n',
    );
    write('declared', [...Array.from({ length: regularRows }, (_, row) => `${row},${row}`), 'x,many']);
    const { results } = await runProject(folder);
    expect(results.map(({ status }) => status)).toEqual(['error']);
    expect(results[0]?.message).toContain(`row ${regularRows + 1}, column value: 'many' is not a value of type integer`);
  });
});
