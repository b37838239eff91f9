import { afterEach, describe, expect, it } from 'vitest';
import { type Connection, DatabaseError } from '../../src/adapter/index.ts';
import type { TrinoError } from '../../src/adapters/trino/page.ts';
import type { JsonObject } from '../../src/config/json.ts';
import { noWaiting, trinoAdapter, type Waited } from './adapter.ts';
import { type Reply, StandIn } from './stand-in.ts';

const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

interface Session {
  readonly standIn: StandIn;
  readonly connection: Connection;
  readonly waits: Waited['waits'];
}

async function open(script: readonly (readonly Reply[])[], output: JsonObject = {}): Promise<Session> {
  const standIn = await StandIn.start(...script);
  const waiting = noWaiting();
  const { adapter, diagnostics } = trinoAdapter({ port: standIn.port, ...output }, waiting);
  expect(diagnostics).toEqual([]);
  const connection = await adapter.acquire('test');
  ended.push(
    () => standIn.stop(),
    () => adapter.close(),
  );
  return { standIn, connection, waits: waiting.waits };
}

const untilAborted = (_: number, signal: AbortSignal): Promise<void> =>
  new Promise((wake) => {
    if (signal.aborted) wake();
    else signal.addEventListener('abort', () => wake());
  });

const id = [{ name: 'id', type: 'integer' }];
const failed = (errorName: string, more: Partial<TrinoError> = {}): Reply => ({
  error: { message: `it is ${errorName}`, errorName, errorType: 'EXTERNAL', ...more },
});
const refused = (work: Promise<unknown>): Promise<DatabaseError> =>
  work.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => {
      expect(error).toBeInstanceOf(DatabaseError);
      return error as DatabaseError;
    },
  );

describe('a statement', () => {
  it('is posted, and its pages are fetched to the last', async () => {
    const { connection, standIn } = await open([
      [{}, { columns: id }, { columns: id, data: [[1], [2]] }, { columns: id, data: [[3]] }],
    ]);
    const { table } = await connection.execute('select id from t', { fetch: true });
    expect(table.columns[0]?.values).toEqual([1, 2, 3]);
    expect(standIn.methods()).toBe('POST GET GET GET');
    expect(standIn.asked[0]?.headers).toMatchObject({
      'x-trino-user': 'me',
      'x-trino-catalog': 'ice',
      'x-trino-schema': 'shop',
      'x-trino-client-capabilities': 'PARAMETRIC_DATETIME',
    });
  });

  it('tells how many rows it wrote', async () => {
    const { connection } = await open([[{}, { updateType: 'CREATE TABLE', updateCount: 12_345 }]]);
    const { response } = await connection.execute('create table t as select 1');
    expect(response).toEqual({ message: 'CREATE TABLE (12_345 rows)', code: 'CREATE TABLE', rowsAffected: 12_345 });
  });

  it('is ended when enough rows have come', async () => {
    const { connection, standIn } = await open([[{ columns: id, data: [[1], [2]] }, { columns: id, data: [[3]] }]]);
    const { table } = await connection.execute('select id from t', { fetch: true, limit: 1 });
    expect(table.columns[0]?.values).toEqual([1]);
    expect(standIn.methods()).toBe('POST DELETE');
  });

  it('is one of several, and the last one gives the result', async () => {
    const { connection, standIn } = await open([[{}], [{ columns: id, data: [[7]] }]]);
    const { table } = await connection.execute("set session a = 1; select ';' as id;", { fetch: true });
    expect(standIn.statements.map((sent) => sent.trim())).toEqual(['set session a = 1', "select ';' as id"]);
    expect(table.columns[0]?.values).toEqual([7]);
  });

  it('gets its bindings as literals', async () => {
    const { connection, standIn } = await open([[{}]]);
    await connection.execute('insert into t values (?, ?, ?, ?)', { bindings: [1, "it's", null, 1.5] });
    expect(standIn.statements).toEqual(["execute immediate 'insert into t values (?, ?, ?, ?)' using 1, 'it''s', null, 1.5e+0"]);
  });

  it('is described by its columns alone', async () => {
    const { connection, standIn } = await open([[{ columns: [{ name: 'a', type: 'decimal(3, 2)' }] }]]);
    expect(await connection.describe('select 1.00 as a;')).toEqual([{ name: 'a', type: 'decimal(3,2)' }]);
    expect(standIn.statements).toEqual(['select * from (\nselect 1.00 as a\n) where false limit 0']);
  });
});

describe('a session', () => {
  it('is what statements made it, in what they send after that', async () => {
    const { connection, standIn } = await open(
      [
        [{ headers: { 'x-trino-set-session': 'join_distribution_type=BROADCAST' } }],
        [{ headers: { 'x-trino-set-catalog': 'lake', 'x-trino-set-schema': 'raw' } }],
        [{ headers: { 'x-trino-clear-session': 'query_max_run_time' } }],
        [{}],
      ],
      { session_properties: { query_max_run_time: '1h', note: 'a=b, c' } },
    );
    for (const sql of ['set session', 'use lake.raw', 'reset session', 'select 1']) await connection.execute(sql);
    expect(standIn.asked[0]?.headers['x-trino-session']).toBe('query_max_run_time=1h,note=a%3Db%2C%20c');
    expect(standIn.asked[3]?.headers).toMatchObject({
      'x-trino-catalog': 'lake',
      'x-trino-schema': 'raw',
      'x-trino-session': 'note=a%3Db%2C%20c,join_distribution_type=BROADCAST',
    });
  });

  it('is another for each connection', async () => {
    const standIn = await StandIn.start([{ headers: { 'x-trino-set-schema': 'raw' } }], [{}]);
    const { adapter } = trinoAdapter({ port: standIn.port });
    ended.push(() => standIn.stop(), () => adapter.close());
    await (await adapter.acquire('a')).execute('use raw');
    await (await adapter.acquire('b')).execute('select 1');
    expect(standIn.asked.map(({ headers }) => headers['x-trino-schema'])).toEqual(['shop', 'shop']);
  });

  it.each([
    [{ method: 'ldap', http_scheme: 'http', password: 'sécret' }, `Basic ${Buffer.from('me:sécret').toString('base64')}`],
    [{ method: 'jwt', http_scheme: 'http', jwt_token: 'abc' }, 'Bearer abc'],
  ])('goes with a login: %j', async (output, authorization) => {
    const { connection, standIn } = await open([[{}]], output);
    await connection.execute('select 1');
    expect(standIn.asked[0]?.headers.authorization).toBe(authorization);
  });

  it('takes roles, tags, a time zone and another user along', async () => {
    const { connection, standIn } = await open([[{}]], {
      roles: { system: 'all', ice: 'the admin' },
      client_tags: ['etl', 'night'],
      timezone: 'Europe/Berlin',
      impersonation_user: 'you',
      http_headers: { 'X-Team': 'data' },
    });
    await connection.execute('select 1');
    expect(standIn.asked[0]?.headers).toMatchObject({
      'x-trino-user': 'you',
      'x-trino-role': 'system=ALL,ice=ROLE%7Bthe%20admin%7D',
      'x-trino-client-tags': 'etl,night',
      'x-trino-time-zone': 'Europe/Berlin',
      'x-team': 'data',
    });
  });
});

describe('a cluster that has a bad moment', () => {
  it.each([429, 502, 503, 504])('answers %i, and is asked again later, for longer each time', async (status) => {
    const busy = { status, body: '<html>busy</html>' };
    const { connection, standIn, waits } = await open([[busy, busy, { columns: id, data: [[1]] }]]);
    await connection.execute('select 1', { fetch: true });
    expect(standIn.methods()).toBe('POST POST POST');
    expect(waits).toEqual([500, 1000]);
  });

  it('says itself how long to wait', async () => {
    const { connection, waits } = await open([[{ status: 429, headers: { 'retry-after': '7' } }, {}]]);
    await connection.execute('select 1');
    expect(waits).toEqual([7000]);
  });

  it('loses a connection while a page is fetched, which is fetched again', async () => {
    const { connection, standIn } = await open([[{}, { isDropped: true }, { columns: id, data: [[1]] }]]);
    const { table } = await connection.execute('select 1', { fetch: true });
    expect(table.columns[0]?.values).toEqual([1]);
    expect(standIn.methods()).toBe('POST GET GET');
  });

  it('loses the connection of a post: the statement may have arrived, so it is not sent twice', async () => {
    const { connection, standIn } = await open([[{ isDropped: true }]]);
    const { kind, message } = await refused(connection.execute('insert into t select 1'));
    expect([kind, message]).toEqual(['connection', expect.stringContaining('the connection was lost')]);
    expect(standIn.methods()).toBe('POST');
  });

  it.each([
    'QUERY_QUEUE_FULL',
    'SERVER_STARTING_UP',
    'NO_NODES_AVAILABLE',
    'REMOTE_HOST_GONE',
    'REMOTE_TASK_ERROR',
    'ABANDONED_QUERY',
    'TRANSACTION_CONFLICT',
  ])('fails a statement with %s, which is sent again', async (name) => {
    const { connection, standIn, waits } = await open([[{}, failed(name)], [{}, { updateType: 'INSERT', updateCount: 3 }]]);
    const { response } = await connection.execute('insert into t select 1');
    expect(response.rowsAffected).toBe(3);
    expect(standIn.statements).toHaveLength(2);
    expect(waits).toEqual([500]);
  });

  it('fails a statement whose first rows have come, which is not sent again', async () => {
    const { connection, standIn } = await open([[{ columns: id, data: [[1]] }, failed('REMOTE_TASK_ERROR')]]);
    await refused(connection.execute('select id from t', { fetch: true }));
    expect(standIn.statements).toHaveLength(1);
  });

  it('has it for longer than the profile waits', async () => {
    const full = [{}, failed('QUERY_QUEUE_FULL', { errorType: 'INSUFFICIENT_RESOURCES' })];
    const { connection, standIn } = await open([full, full, full], { retries: 3 });
    const { kind, message } = await refused(connection.execute('select 1'));
    expect([kind, message]).toEqual(['resource', 'QUERY_QUEUE_FULL: it is QUERY_QUEUE_FULL']);
    expect(standIn.statements).toHaveLength(3);
  });

  it('fails by the fault of the statement, which is not sent again', async () => {
    const { connection, standIn } = await open([[{}, failed('DIVISION_BY_ZERO', { errorType: 'USER_ERROR' })]]);
    expect((await refused(connection.execute('select 1/0'))).kind).toBe('data');
    expect(standIn.statements).toHaveLength(1);
  });
});

describe('a cluster that cannot be used', () => {
  it('is not there', async () => {
    const { connection, standIn, waits } = await open([], { retries: 2 });
    await standIn.stop();
    const { hint, kind, message } = await refused(connection.execute('select 1'));
    expect(kind).toBe('connection');
    expect(message).toBe(`Trino at http://127.0.0.1:${waits.length && message.match(/:(\d+) /)?.[1]} cannot be reached after 2 attempts: nothing listens there`);
    expect(hint).toContain('Start the cluster, or correct host, port and http_scheme');
    expect(waits).toEqual([500]);
  });

  it.each<[number, JsonObject, string, string]>([
    [401, {}, 'does not accept the login of "me": no way', 'Add a password (method: ldap) or a jwt_token'],
    [401, { http_scheme: 'http', password: 'x' }, 'does not accept the login of "me": no way', 'Correct user and password'],
    [401, { http_scheme: 'http', method: 'jwt', jwt_token: 'x' }, 'does not accept', 'Correct user and jwt_token'],
    [403, {}, 'forbids this to "me": no way', 'Log in as another user'],
    [404, {}, 'is no Trino (HTTP 404)', 'Correct host, port and http_scheme'],
    [500, {}, 'failed (HTTP 500)', "Look into the server's log"],
    [503, { retries: 1 }, 'has no room for more or is starting (HTTP 503)', 'raise retries'],
  ])('answers %i: %j', async (status, output, message, hint) => {
    const { connection } = await open([[{ status, body: '<html><style>p {}</style><p>no way</p></html>' }]], output);
    const error = await refused(connection.execute('select 1'));
    expect(error.kind).toBe('connection');
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/<|style/);
    expect(error.hint).toContain(hint);
  });

  it.each(['<html>a login page</html>', '[]', '{"id": 5}', 'null', ''])('answers with no page: %s', async (body) => {
    const { connection } = await open([[{ body }]]);
    expect((await refused(connection.execute('select 1'))).message).toContain('is no Trino (HTTP 200)');
  });

  it('sends to a place that is not safe for the login', async () => {
    const { connection } = await open([[{ next: 'http://example.org/v1/statement/q/1' }, {}]], { http_scheme: 'http', password: 'x' });
    const { hint, message } = await refused(connection.execute('select 1'));
    expect(message).toContain('http://example.org');
    expect(hint).toContain('http-server.process-forwarded');
  });
});

describe('a statement that is stopped', () => {
  it('is cancelled on the cluster while it gives nothing', async () => {
    const { connection, standIn } = await open([[{}, { isSilent: true }]]);
    const running = refused(connection.execute('select 1'));
    await standIn.received(2);
    connection.interrupt();
    expect((await running).kind).toBe('interrupted');
    await standIn.received(3);
    expect(standIn.methods()).toBe('POST GET DELETE');
    expect((await refused(connection.execute('select 2'))).kind).toBe('interrupted');
    expect(standIn.statements).toEqual(['select 1']);
  });

  it('is not sent again when it waits for its turn', async () => {
    const standIn = await StandIn.start([{ status: 503 }]);
    const { adapter } = trinoAdapter(
      { port: standIn.port },
      { random: () => 0.5, sleep: untilAborted },
    );
    ended.push(() => standIn.stop(), () => adapter.close());
    const connection = await adapter.acquire('test');
    const running = refused(connection.execute('select 1'));
    await standIn.received(1);
    connection.interrupt();
    expect((await running).kind).toBe('interrupted');
    expect(standIn.statements).toHaveLength(1);
  });

  it('is one of those that closing the adapter ends', async () => {
    const standIn = await StandIn.start([{}, { isSilent: true }]);
    const { adapter } = trinoAdapter({ port: standIn.port });
    ended.push(() => standIn.stop());
    const running = refused((await adapter.acquire('test')).execute('select 1'));
    await standIn.received(2);
    await adapter.close();
    expect((await running).kind).toBe('interrupted');
  });
});

describe('an error', () => {
  const fault = (lineNumber: number, columnNumber: number, errorName = 'SYNTAX_ERROR', message = 'line 9:9: no'): Reply => ({
    error: { message, errorName, errorType: 'USER_ERROR', errorLocation: { lineNumber, columnNumber } },
  });

  it('has its place in the whole text, whichever statement failed', async () => {
    const { connection } = await open([[{}], [fault(3, 7)]]);
    const sql = 'use lake;\nselect\n  1, a::int';
    const error = await refused(connection.execute(sql));
    expect(error.message).toBe('SYNTAX_ERROR: no');
    expect(sql.slice(error.offset)).toBe('::int');
  });

  it('counts characters as Trino does, not halves of them', async () => {
    const { connection } = await open([[fault(1, 11)]]);
    const sql = "select '😀' x y";
    expect(sql.slice((await refused(connection.execute(sql))).offset)).toBe(' x y');
  });

  it('of a query that is described is in the query', async () => {
    const { connection } = await open([[fault(2, 8, 'COLUMN_NOT_FOUND')]]);
    const error = await refused(connection.describe('select nope'));
    expect([error.kind, error.offset]).toEqual(['catalog', 7]);
  });

  it('has no place where it was bound', async () => {
    const { connection } = await open([[fault(1, 5)]]);
    expect((await refused(connection.execute('select ?', { bindings: [1] }))).offset).toBeUndefined();
  });

  it.each([
    ['SYNTAX_ERROR', 'line 1:9: mismatched input', 'select 1::int', 9, 'cast(value as type)'],
    ['SYNTAX_ERROR', 'line 1:1: mismatched input', 'qualify row_number() = 1', 1, 'window function'],
    ['FUNCTION_NOT_FOUND', "Function 'strftime' not registered", 'select strftime(x)', 8, 'date_format'],
    ['FUNCTION_NOT_FOUND', "Function 'datediff' not registered", 'select datediff(x)', 8, 'dbt.datediff'],
    ['TYPE_MISMATCH', 'Unknown type: hugeint', 'select cast(1 as hugeint)', 8, 'decimal(38, 0)'],
    ['NOT_SUPPORTED', 'Type not supported for Iceberg: time(3) with time zone', 'create table', 1, 'varchar'],
    ['DELTA_LAKE_INVALID_SCHEMA', 'Unsupported type: timestamp(6) with time zone', 'create table', 1, 'timestamp(3) with time zone'],
    ['COLUMN_NOT_FOUND', "Column 'o.order_id' cannot be resolved", 'select o.order_id from o join p using (customer_id, order_id)', 8, 'write order_id alone'],
    ['NOT_SUPPORTED', 'Row type field does not have a name: row(integer, integer)', 'create table', 1, 'cast(row(…) as row(name type))'],
    ['COLUMN_TYPE_UNKNOWN', 'Column type is unknown: a', 'create table', 1, 'cast(null as varchar)'],
    ['CATALOG_NOT_FOUND', "Catalog 'icy' not found", 'select 1', 1, 'show catalogs'],
    ['TABLE_ALREADY_EXISTS', 'Table exists', 'create view', 1, 'of another kind'],
  ])('%s says what to do: %s', async (name, message, sql, column, hint) => {
    const { connection } = await open([[fault(1, column, name, message)]]);
    expect((await refused(connection.execute(sql))).hint).toContain(hint);
  });
});
