import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { duckDbColumnTypes } from '../../src/adapters/duckdb/column-types.ts';
import { columnClass, Relation, relationClass, ResultTable } from '../../src/adapter/index.ts';
import { datetimeModule, pytzModule } from '../../src/context/names/modules/datetime.ts';
import { Dict, NativeFunction, parseTemplate, toStr, type Value } from '../../src/jinja/index.ts';
import { testAdapter } from './adapter.ts';

/** A template, and what Python makes of it: text, or null and the error. */
type Answer = readonly [template: string, text: string | null, error?: string];

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));
const groups = fixture('templates') as Readonly<Record<string, readonly Answer[]>>;
/** Queries, with what agate's `print_table()` makes of their results. */
const tables = fixture('tables') as Readonly<Record<string, string>>;

const adapter = testAdapter(':memory:', { settings: { TimeZone: 'UTC' } });
const rules = { adapter, quoting: {} };
const relation = (identifier: string, type: string | null = null): Relation =>
  Relation.create({ database: 'shop', schema: 'main', identifier }, rules, {}, type);

const context = new Map<string, Value>([
  [
    'api',
    new Dict([
      ['Relation', relationClass(rules)],
      ['Column', columnClass(duckDbColumnTypes)],
    ]),
  ],
  [
    'results',
    new NativeFunction('results', async ([sql]) => {
      const connection = await adapter.acquire('test');
      try {
        return (await connection.execute(toStr(sql!), { fetch: true })).table;
      } finally {
        await connection.release();
      }
    }),
  ],
  ['empty', ResultTable.empty()],
  ['orders', relation('orders', 'table')],
  ['untyped', relation('orders')],
  ['view', relation('Order View', 'view')],
  ['plain', relation('plain', 'table').withQuoting({ database: false, schema: false, identifier: false })],
  ['cte', Relation.cte('x', rules)],
  ['file', relation('orders').withExternal("read_parquet('orders.parquet')")],
  [
    'modules',
    new Dict([
      ['datetime', datetimeModule(() => 0)],
      ['pytz', pytzModule()],
    ]),
  ],
]);

/** Classes have names of their own here. */
const ownNames = (text: string): string =>
  text
    .replaceAll('DuckDBRelation', 'Relation')
    .replaceAll('DuckDBColumn(', 'Column(')
    .replaceAll(', fields=[]', '')
    .replace(/OrderedDict\(\[\('a', 1\), \('b', 2\)\]\)/, "{'a': 1, 'b': 2}");

afterAll(() => adapter.close());

describe.each(Object.entries(groups))('%s', (_, answers) => {
  it.each(answers as [string, string | null][])('%s', async (template, text) => {
    const { value, diagnostics } = parseTemplate(template, { file: 'test.sql' });
    expect(diagnostics).toEqual([]);
    const rendered = Promise.resolve(value.render({ get: (name) => context.get(name) }));
    if (text === null) await expect(rendered).rejects.toThrow();
    else expect(await rendered).toBe(ownNames(text));
  });
});

describe('print_table', () => {
  it.each(Object.entries(tables))('%s', async (sql, expected) => {
    const connection = await adapter.acquire('test');
    const { table } = await connection.execute(sql, { fetch: true });
    await connection.release();
    const printed: string[] = [];
    const { value } = parseTemplate('{% do table.print_table() %}', { file: 'test.sql' });
    const shown = table.printingTo((text) => void printed.push(text));
    await value.render({ get: (name) => (name === 'table' ? shown : undefined) });
    expect(printed).toEqual([expected.trimEnd()]);
  });
});
