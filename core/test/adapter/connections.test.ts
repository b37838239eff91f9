import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, DatabaseError } from '../../src/adapter/index.ts';
import { toStr } from '../../src/jinja/index.ts';
import { testAdapter } from './adapter.ts';

const adapter = testAdapter(':memory:');
let connection: Connection;

beforeAll(async () => {
  connection = await adapter.acquire('test');
});
afterAll(() => adapter.close());

const rows = async (sql: string, on = connection) => (await on.execute(sql, { fetch: true })).table.toMatrix();
const failure = async (sql: string, on = connection): Promise<DatabaseError> => {
  const error: unknown = await on.execute(sql).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DatabaseError);
  return error as DatabaseError;
};

describe('execute', () => {
  it('gives the last result of several statements', async () => {
    expect(await rows('select 1; select 2 as b, 3 as c')).toEqual([[2, 3]]);
    expect(await rows("create or replace table s1 as select 5 as a; insert into s1 values (6); from s1 order by a")).toEqual([[5], [6]]);
    expect(await rows("select ';' as a; -- done")).toEqual([[';']]);
  });

  it('tells how many rows a statement wrote', async () => {
    const count = async (sql: string) => (await connection.execute(sql)).response;
    expect(await count('create or replace table n as select * from range(7)')).toEqual({ message: 'OK', rowsAffected: 7 });
    expect(await count('insert into n select * from range(3)')).toEqual({ message: 'OK', rowsAffected: 3 });
    expect(await count('delete from n where range = 0')).toEqual({ message: 'OK', rowsAffected: 2 });
    expect(await count('create or replace view v as select 1')).toEqual({ message: 'OK' });
    expect(await count('select 1')).toEqual({ message: 'OK' });
    expect(await count('select 1; update n set range = 1 where range = 2')).toEqual({ message: 'OK', rowsAffected: 2 });
  });

  it('runs nothing for nothing', async () => {
    for (const sql of ['', '  \n', '-- a comment', '/* a comment */', ';']) {
      expect((await connection.execute(sql, { fetch: true })).table.rowCount).toBe(0);
    }
  });

  it('pivots, which DuckDB makes several statements of', async () => {
    await connection.execute("create or replace table p as select 'x' as k, 1 as v union all select 'y', 2");
    expect(await rows('pivot p on k using sum(v)')).toEqual([[1, 2]]);
    expect(await rows('select 1; pivot p on k using sum(v)')).toEqual([[1, 2]]);
  });

  it('binds values of every kind', async () => {
    const bindings = [1, 2 ** 40, 12345678901234567890n, 1.5, 'ä', true, null];
    const { table } = await connection.execute('select ? + 1, ?, ?, ?, ?, ?, ?', { fetch: true, bindings });
    expect(table.toMatrix()[0]!.map(toStr)).toEqual(['2', String(2 ** 40), '12345678901234567890', '1.5', 'ä', 'True', 'None']);
    const several = await connection.execute('select 1; select ?', { fetch: true, bindings: ['x'] });
    expect(several.table.toMatrix()).toEqual([['x']]);
  });

  it('fetches no more rows than asked for', async () => {
    const { table } = await connection.execute('from range(10000)', { fetch: true, limit: 3000 });
    expect(table.rowCount).toBe(3000);
    expect(table.columns[0]!.values.at(-1)).toBe(2999);
  });

  it('fetches a million rows', async () => {
    const sql = "select i, i / 2 as half, 'row ' || i as name, date '2020-01-01' + i::int as day from range(1_000_000) t(i)";
    const { table } = await connection.execute(sql, { fetch: true });
    expect(table.rowCount).toBe(1_000_000);
    const last = table.columns.map(({ values }) => toStr(values.at(-1)!));
    expect(last).toEqual(['999999', '499999.5', 'row 999999', '4757-11-27']);
  });

  it('describes a query without running it', async () => {
    expect(await connection.describe("select 1 as a, 'x' as \"B c\", [1.5] as l, {'x': 1} as s from range(10000000000) where error('no') is null")).toEqual([
      { name: 'a', type: 'INTEGER' },
      { name: 'B c', type: 'VARCHAR' },
      { name: 'l', type: 'DECIMAL(2,1)[]' },
      { name: 's', type: 'STRUCT(x INTEGER)' },
    ]);
    const error: unknown = await connection.describe('select nope from (select 1 as noppe)').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ sql: 'select nope from (select 1 as noppe)', offset: 7, candidates: ['noppe'] });
  });
});

describe('errors', () => {
  it.each([
    ['selec 1', 'syntax', 0],
    ['select 1 +', 'syntax', 10],
    ['select foo', 'catalog', 7],
    ["select 'äöü𝄞' as a, foo", 'catalog', 21],
    ['select 1;\n-- 𝄞𝄞\nselect foo', 'catalog', 25],
    ['create table e1 as select 1;\nselect * from nope', 'catalog', 43],
    ["select 1, cast('x' as int)", 'data', 10],
    ['select * from read_csv(\'nope.csv\')', 'catalog', 14],
    ["copy (select 1) to '/nope/x.csv'", 'resource', undefined],
    ["select error('no')", 'data', undefined],
    ['create or replace table u (a int primary key); insert into u values (1), (1)', 'data', undefined],
  ] as const)('%j is %s', async (sql, kind, offset) => {
    const error = await failure(sql);
    expect({ kind: error.kind, offset: error.offset, sql: error.sql }).toEqual({ kind, offset, sql });
  });

  it('offers the names that there are, and none of the system', async () => {
    await connection.execute('create or replace table orders (order_id int, order_date date, customer_id int, amount int)');
    expect((await failure('select order_idd from orders')).candidates).toContain('order_id');
    expect((await failure('select o.order_i from orders o')).candidates).toContain('order_id');
    expect((await failure('from orderz')).candidates).toEqual(['orders']);
    expect((await failure('select lenght(1)')).candidates).toEqual(['length']);
    expect((await failure('set memory_limitt = 1')).candidates).toEqual(['memory_limit']);
    const other = testAdapter(':memory:');
    const alone = await other.acquire('alone');
    const { candidates, message } = await failure('from qwertz', alone);
    expect(candidates).toEqual([]);
    expect(message).toMatch(/^Catalog Error: Table with name qwertz does not exist!/);
    await other.close();
  });

  it('keeps the suggestions out of the message', async () => {
    expect((await failure('from orderz')).message).toBe('Catalog Error: Table with name orderz does not exist!');
  });
});

describe('transactions', () => {
  it('commits and rolls back', async () => {
    await connection.begin();
    await connection.execute('create table t1 as select 1');
    await connection.rollback();
    expect((await failure('from t1')).kind).toBe('catalog');
    await connection.begin();
    await connection.execute('create table t1 as select 1 as a');
    expect(connection.inTransaction).toBe(true);
    await connection.commit();
    expect(await rows('from t1')).toEqual([[1]]);
  });

  it('notes transactions that SQL opens and ends', async () => {
    await connection.execute('begin; create table t2 as select 1');
    expect(connection.inTransaction).toBe(true);
    await connection.execute('-- the end\ncommit;');
    expect(connection.inTransaction).toBe(false);
  });

  it('tells the first error of a transaction, not that it is aborted', async () => {
    await connection.begin();
    expect((await failure("select 'x'::int")).kind).toBe('data');
    expect((await failure('select 1')).message).toMatch(/Could not convert string 'x'/);
    await connection.rollback();
    expect(await rows('select 1')).toEqual([[1]]);
  });

  it('never takes a lost commit for a success', async () => {
    for (const commit of [() => connection.commit(), () => connection.execute('commit')]) {
      await connection.begin();
      await connection.execute('create table lost as select 1');
      await failure("select 'x'::int");
      await expect(commit()).rejects.toThrow(/Could not convert string 'x'/);
      expect(connection.inTransaction).toBe(false);
      expect((await failure('from lost')).kind).toBe('catalog');
    }
  });

  it('commits after an error that left the transaction whole', async () => {
    await connection.begin();
    await connection.execute('create table kept as select 1 as a');
    await failure('select nope');
    await connection.commit();
    expect(await rows('from kept')).toEqual([[1]]);
  });

  it('rolls back what a released connection left open', async () => {
    const other = await adapter.acquire('other');
    await other.begin();
    await other.execute('create table forgotten as select 1');
    await other.release();
    await other.release();
    expect((await failure('from forgotten')).kind).toBe('catalog');
  });

  it('does without them where the profile says so', async () => {
    const plain = testAdapter(':memory:', { disable_transactions: true });
    const own = await plain.acquire('own');
    await own.begin();
    expect(own.inTransaction).toBe(false);
    await own.execute('create table a as select 1 as a');
    await own.rollback();
    await own.commit();
    expect(await rows('from a', own)).toEqual([[1]]);
    await plain.close();
  });
});

describe('interrupt', () => {
  const endless = 'select count(*) from range(1000000000) a, range(1000) b where a.range * b.range % 7 = 3';

  it.each(['at once', 'later'])('stops a query %s', async (when) => {
    const other = await adapter.acquire('other');
    const running = other.execute(endless).catch((reason: unknown) => reason);
    if (when === 'later') await new Promise((wake) => setTimeout(wake, 30));
    other.interrupt();
    expect(await running).toMatchObject({ kind: 'interrupted', sql: endless });
    expect((await failure('select 1', other)).kind).toBe('interrupted');
    await other.release();
    expect(await rows('select 1', await adapter.acquire('next'))).toEqual([[1]]);
  });

  it('rolls back the transaction that it cut off', async () => {
    const other = await adapter.acquire('other');
    await other.begin();
    await other.execute('create table cut as select 1');
    const running = other.execute(endless).catch((reason: unknown) => reason);
    other.interrupt();
    await running;
    await other.release();
    expect((await failure('from cut')).kind).toBe('catalog');
  });
});

describe('conflicts', () => {
  it.each([
    ['update c set a = a + 1', 'update c set a = a + 2'],
    ['delete from c', 'delete from c'],
    ['create table new as select 1', 'create table new as select 2'],
    ['create or replace view cv as select 1', 'create or replace view cv as select 2'],
    ['create schema if not exists cs', 'create schema if not exists cs'],
    ['alter table c rename to d', 'alter table c rename to e'],
    ['alter table c add column b int', 'insert into c values (1)'],
    ['drop table c', 'insert into c values (1)'],
  ])('%s against %s', async (mine, theirs) => {
    const database = testAdapter(':memory:');
    const [first, second] = [await database.acquire('first'), await database.acquire('second')];
    await first.execute('create table c as select 1 as a');
    await first.begin();
    await second.begin();
    await first.execute(mine);
    const lost = (async () => {
      await second.execute(theirs);
      await first.commit();
      await second.commit();
    })();
    const error: unknown = await lost.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'conflict' });
    expect(database.isRetryable(error as DatabaseError)).toBe(true);
    await database.close();
  });

  it('does not retry what would fail again', async () => {
    expect(adapter.isRetryable(await failure("select 'x'::int"))).toBe(false);
    const patient = testAdapter(':memory:', { retries: { query_attempts: 3 } });
    expect(patient.isRetryable(await failure("copy (select 1) to '/nope/x.csv'"))).toBe(true);
  });
});
