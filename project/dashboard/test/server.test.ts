import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dashboard } from '../server/start.ts';
import { allData, type Answer, getJson, query, rows } from './answers.ts';
import { TestShop } from './shop.ts';

let shop: TestShop;
let dashboard: Dashboard;

beforeAll(async () => {
  shop = new TestShop();
  await shop.make(0.02);
  dashboard = await shop.dashboard();
}, 120_000);

afterAll(async () => {
  await dashboard.close();
  shop.remove();
});

const get = <Result = Answer>(path: string): Promise<Result> => getJson(dashboard.address + path);

describe('files', () => {
  it('are CSV of exactly what is shown, in English and in German', async () => {
    const view = query({ from: '2025-01-01', to: '2025-06-30' });
    const table = (await get(`/api/report/trends${view}`)).tables['months']!;
    for (const [locale, separator, point] of [
      ['en', ',', '.'],
      ['de', ';', ','],
    ] as const) {
      const response = await fetch(`${dashboard.address}/download/trends.csv${view}&locale=${locale}`);
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(response.headers.get('content-disposition')).toBe(
        'attachment; filename="berlinkart-trends_2025-01-01_2025-06-30.csv"',
      );
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
      const lines = bytes.toString('utf8').slice(1).trimEnd().split('\r\n');
      expect(lines[0]!.split(separator)).toEqual(table.columns.map(({ label }) => label));
      expect(lines).toHaveLength(7);
      expect(lines[1]!.split(separator)[1]).toBe(Number(table.values[1]![0]).toFixed(2).replace('.', point));
    }
  });

  it('defuse what a spreadsheet would take for a formula, and keep quotes', async () => {
    const text = await (await fetch(`${dashboard.address}/download/products.csv${query(allData)}`)).text();
    expect(text).toContain(`"'=HYPERLINK(""http://evil"")`);
    expect(text).not.toMatch(/(^|[,\n])"?=/m);
  });

  it('are Excel workbooks with numbers that can be reckoned with', async () => {
    const response = await fetch(
      `${dashboard.address}/download/trends.xlsx${query({ from: '2025-01-01', to: '2025-06-30' })}`,
    );
    expect(response.headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    const parts = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml']!);
    const values = [...sheet.matchAll(/<c r="B(\d+)"[^>]*?><v>([\d.]+)<\/v>/g)]
      .slice(1)
      .map(([, , value]) => Number(value));
    const table = (await get(`/api/report/trends${query({ from: '2025-01-01', to: '2025-06-30' })}`)).tables[
      'months'
    ]!;
    expect(values).toEqual(table.values[1]!.slice(values.length === 5 ? 1 : 0));
  });

  it('are all in one archive, from one build', async () => {
    const response = await fetch(
      `${dashboard.address}/download/all.zip${query({ from: '2025-01-01', to: '2025-12-31' })}`,
    );
    expect(response.headers.get('content-type')).toBe('application/zip');
    const parts = unzipSync(new Uint8Array(await response.arrayBuffer()));
    expect(Object.keys(parts).sort()).toEqual([
      'README.txt',
      'cohorts-average.csv',
      'cohorts.csv',
      'forecast.csv',
      'products-categories.csv',
      'products.csv',
      'rfm-scatter.csv',
      'rfm-transitions.csv',
      'rfm.csv',
      'summary.csv',
      'trends.csv',
    ]);
    const alone = await (
      await fetch(
        `${dashboard.address}/download/trends.csv${query({ from: '2025-01-01', to: '2025-12-31' })}`,
      )
    ).arrayBuffer();
    expect(Buffer.from(parts['trends.csv']!)).toEqual(Buffer.from(alone));
  });

  it('hold every customer of a drill-down', async () => {
    const cell = rows((await get(`/api/report/cohorts${query(allData)}`)).tables['cells'])[0]!;
    const text = await (
      await fetch(
        `${dashboard.address}/download/cohort-customers.csv${query({ ...allData, cohort: String(cell['cohort_month']), index: '0' })}`,
      )
    ).text();
    expect(text.trimEnd().split('\r\n')).toHaveLength(Number(cell['customers']) + 1);
  });
});

describe('what cannot be', () => {
  it.each([
    ['/api/report/trends?from=2025-02-01&to=2025-01-01', /later/],
    ['/api/report/trends?from=2025-02-30', /no day/],
    ['/api/report/trends?from=0000-00-00', /no day/],
    ['/api/report/trends?to=999999-01-01', /no day/],
    ['/api/report/trends?from=yesterday', /no day/],
    ["/api/report/trends?city=Berlin' OR 1=1 --", /no city/],
    ['/api/report/trends?city=Atlantis', /no city/],
    ['/api/report/trends?from=2025-01-01&from=2025-02-01', /more than once/],
    ['/api/report/trends?compare=2;DROP TABLE x', /not one of/],
    ['/api/report/forecast?method=magic', /not one of/],
    ['/api/report/forecast?season=7', /not one of/],
    ["/api/report/products?category=x' UNION SELECT 1", /no category/],
    ['/api/report/rfm?reference=2025-01-15', /no reference date/],
    ['/api/report/rfm?reference=2024-01-31&earlier=2025-01-31', /later/],
    ['/api/report/rfm-customers', /cell/],
    ['/api/report/rfm-customers?former=VIP&segment=King', /not one of/],
    ['/api/report/cohort-customers?cohort=2025-01-15&index=1', /first day/],
    ['/api/report/cohort-customers?cohort=2025-01-01&index=-1', /whole number/],
    ['/api/report/cohort-customers?cohort=2025-01-01', /months since/],
    ['/api/report/customer-search', /name a customer/],
    ['/api/report/customer-history?customer=1e9', /whole number/],
    ['/api/report/trends?sql=SELECT 1', /no such parameter/],
    ['/api/report/trends?__proto__=1', /no such parameter/],
    ['/api/report/trends?limit=0', /whole number/],
    ['/api/shop?version=latest', /whole number/],
    ['/download/trends.csv?locale=fr', /not one of/],
    ['/download/trends.csv?table=secrets', /not one of/],
    ['/api/report/trends?from=%zz', /% that begins no character/],
    ['/api/report/trends?city=Berlin%00', /character that is none/],
  ])('is refused with its reason: %s', async (address, reason) => {
    const response = await fetch(dashboard.address + address);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect(error.message).toMatch(reason);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it.each([
    '/nowhere',
    '/api/report/secrets',
    '/api/report/trends.csv',
    '/download/trends',
    '/download/trends.exe',
    '/api',
    '/app.css.map',
  ])('is not found: %s', async (address) => {
    const response = await fetch(dashboard.address + address);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  it.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..\\..\\package.json',
    '//etc/passwd',
    '/web/../../main.ts',
    '/index.html/../../../dashboard.js',
  ])('leads out of the page’s folder: %s', async (path) => {
    const { status, body } = await raw({ path });
    expect(status).toBe(404);
    expect(body).not.toMatch(/root:|"name"/);
  });

  it('matches nothing, and says why instead of showing an empty chart', async () => {
    for (const name of ['summary', 'trends', 'forecast', 'products', 'cohorts']) {
      const { notes } = await get(`/api/report/${name}${query({ from: '2021-01-01', to: '2021-12-31' })}`);
      expect(notes.join()).toMatch(/There are no orders from 2021-01-01 to 2021-12-31: the data cover/);
    }
  });

  it('is a request of 10 MB, or an address too long', async () => {
    const response = await fetch(`${dashboard.address}/api/report/trends?from=${'1'.repeat(9_000)}`);
    expect(response.status).toBe(414);
    expect(await response.json()).toMatchObject({ error: { code: 'ADDRESS_TOO_LONG' } });
    const answer = await rawBytes(
      `GET /api/report/trends?from=${'1'.repeat(10_000_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 431[^]*REQUEST_TOO_LARGE/);
    expect((await get('/api/health')) as unknown).toMatchObject({ generation: expect.any(String) });
  });

  it('is no HTTP, or another method', async () => {
    expect(await rawBytes('hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400[^]*BAD_REQUEST/);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect(await raw({ path: '/api/meta', method })).toMatchObject({ status: 405 });
  });

  it('comes by another name or from another site', async () => {
    expect(await raw({ path: '/api/meta', headers: { host: 'evil.example' } })).toMatchObject({
      status: 403,
    });
    expect(await raw({ path: '/api/meta', headers: { origin: 'http://evil.example' } })).toMatchObject({
      status: 403,
    });
    expect(await raw({ path: '/api/meta' })).toMatchObject({ status: 200 });
  });
});

describe('the server', () => {
  it('sends headers that keep foreign code out', async () => {
    const { headers } = await fetch(`${dashboard.address}/`);
    const policy = headers.get('content-security-policy')!;
    expect(policy).not.toMatch(/unsafe|http|\*/);
    expect(policy).toContain("script-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  it('says 304 to who has the answer already, and sends compressed ones', async () => {
    const first = await fetch(`${dashboard.address}/api/report/products`);
    expect(first.headers.get('content-encoding')).toMatch(/br|gzip/);
    const again = await fetch(`${dashboard.address}/api/report/products`, {
      headers: { 'if-none-match': first.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
  });

  it('listens to this machine alone', () => {
    expect(dashboard.address).toMatch(/^http:\/\/localhost:\d+$/);
  });

  it('failed at nothing so far', () => {
    expect(shop.errors).toEqual([]);
  });

  it('leaves what it reads as it was', async () => {
    const files = (): string[] =>
      readdirSync(join(shop.folder, 'data'))
        .filter((name) => name.startsWith('warehouse'))
        .sort();
    const hash = (name: string): string =>
      createHash('sha256')
        .update(readFileSync(join(shop.folder, 'data', name)))
        .digest('hex');
    const before = files().map((name) => [name, hash(name)]);
    for (const name of ['summary', 'trends', 'products', 'rfm', 'cohorts'])
      await get(`/api/report/${name}?city=Köln`);
    expect(files().map((name) => [name, hash(name)])).toEqual(before);
  });
});

describe('a warehouse', () => {
  const health = async (address: string): Promise<string | null> =>
    ((await (await fetch(`${address}/api/health`)).json()) as { generation: string | null }).generation;

  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; !(await holds()); attempt++) {
      if (attempt > 300) throw new Error('it did not come to hold');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('that is missing, broken, of an older project or empty is told of, and the server stays', async () => {
    const warehouse = join(shop.folder, 'elsewhere/warehouse.duckdb');
    const publish = (id: string, content: Buffer): void => {
      mkdirSync(dirname(warehouse), { recursive: true });
      writeFileSync(join(dirname(warehouse), `warehouse.published-${id}.duckdb`), content);
      writeFileSync(
        join(dirname(warehouse), 'warehouse.published.json'),
        JSON.stringify({ invocation_id: id }),
      );
    };
    const own = await shop.dashboard(warehouse);
    try {
      const problem = async (): Promise<string> => {
        const response = await fetch(`${own.address}/api/meta`);
        const { error } = (await response.json()) as { error?: { code: string; message: string } };
        return `${response.status} ${error?.code}`;
      };
      expect(await problem()).toBe('503 WAREHOUSE_MISSING');
      publish('broken', Buffer.from('this is no database'));
      await until(async () => (await problem()) === '503 WAREHOUSE_UNREADABLE');
      const { DuckDBInstance } = await import('@duckdb/node-api');
      const path = join(shop.folder, 'older.duckdb');
      const instance = await DuckDBInstance.create(path);
      const connection = await instance.connect();
      await connection.run('CREATE TABLE old AS SELECT 1 AS a');
      await connection.run('CHECKPOINT');
      connection.closeSync();
      instance.closeSync();
      publish('older', readFileSync(path));
      await until(async () => (await problem()) === '503 WAREHOUSE_OUTDATED');
      writeFileSync(
        join(dirname(warehouse), 'warehouse.published.json'),
        JSON.stringify({ invocation_id: '../../../etc/passwd' }),
      );
      const current = JSON.parse(
        readFileSync(join(shop.folder, 'data/warehouse.published.json'), 'utf8'),
      ) as { invocation_id: string };
      publish(
        current.invocation_id,
        readFileSync(join(shop.folder, `data/warehouse.published-${current.invocation_id}.duckdb`)),
      );
      await until(async () => (await health(own.address)) === current.invocation_id);
      expect((await fetch(`${own.address}/api/report/trends`)).status).toBe(200);
    } finally {
      await own.close();
    }
  });

  it('is built while the dashboard is read: no request fails, and it goes over to the new build by itself', async () => {
    const before = await health(dashboard.address);
    let goesOn = true;
    const statuses = new Set<number>();
    const generations = new Set<string>();
    const reader = (async () => {
      for (let turn = 0; goesOn; turn++) {
        const response = await fetch(
          `${dashboard.address}/api/report/${['trends', 'products', 'cohorts'][turn % 3]}?from=2025-01-01&to=2025-0${1 + (turn % 9)}-28`,
        );
        statuses.add(response.status);
        generations.add(((await response.json()) as Answer).generation);
      }
    })();
    await shop.build();
    await until(async () => (await health(dashboard.address)) !== before);
    goesOn = false;
    await reader;
    expect([...statuses]).toEqual([200]);
    expect(generations.size).toBeLessThanOrEqual(2);
    await until(
      async () =>
        readdirSync(join(shop.folder, 'data')).filter((name) => name.includes('.published-')).length === 1,
    );
    expect(existsSync(join(shop.folder, `data/warehouse.published-${before}.duckdb`))).toBe(false);
  });

  it('whose build fails stays as it was, and a test that fails is told of', async () => {
    const before = await health(dashboard.address);
    shop.edit('models/marts/analytics/mart_revenue_daily.sql', 'SUM(net_revenue)', 'SUM(nett_revenue)');
    expect(await shop.try('core/bin/bk-build.js', 'build', '--select', 'mart_revenue_daily+')).toMatchObject({
      status: 1,
    });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await health(dashboard.address)).toBe(before);
    shop.edit('models/marts/analytics/mart_revenue_daily.sql', 'SUM(nett_revenue)', 'SUM(net_revenue)');
    writeFileSync(
      join(shop.folder, 'tests/never_holds.sql'),
      "SELECT * FROM {{ ref('mart_cohort_monthly') }} LIMIT 3",
    );
    expect(await shop.try('core/bin/bk-build.js', 'build', '--select', 'mart_cohort_monthly')).toMatchObject({
      status: 1,
    });
    await until(async () => (await health(dashboard.address)) !== before);
    const { checks } = await get<{ checks: Record<string, { failed: string[]; outdated: number }> }>(
      '/api/meta',
    );
    expect(checks['cohorts']!.failed).toEqual(['never_holds']);
    expect(checks['trends']!.failed).toEqual([]);
    // Of what was built alone, the tests of everything behind it are older.
    await shop.run('core/bin/bk-build.js', 'run', '--select', 'mart_product_pareto');
    await until(
      async () =>
        (await get<{ checks: Record<string, { outdated: number }> }>('/api/meta')).checks['products']!
          .outdated > 0,
    );
  });
});

function raw({
  path,
  method = 'GET',
  headers = {},
}: {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}): Promise<{ readonly status: number; readonly body: string }> {
  const { port } = new URL(dashboard.address);
  return new Promise((resolve, reject) => {
    request(
      { host: '127.0.0.1', port, path, method, headers: { host: `localhost:${port}`, ...headers } },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => (body += part));
        response.on('end', () => resolve({ status: response.statusCode!, body }));
      },
    )
      .on('error', reject)
      .end();
  });
}

/** What the server says to bytes that may be no request. */
function rawBytes(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(dashboard.address).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
    // The server hangs up in the middle of what is too long.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.write(bytes);
  });
}
