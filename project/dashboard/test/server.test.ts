import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dashboard } from '../server/start.ts';
import type { Table, Value } from '../server/table.ts';
import { addDays } from '../server/view.ts';
import { TestShop } from './shop.ts';

interface Answer {
  readonly generation: string;
  readonly total: number;
  readonly tables: Readonly<Record<string, Table>>;
  readonly facts: Readonly<Record<string, Value>>;
  readonly notes: readonly string[];
}

let shop: TestShop;
let dashboard: Dashboard;

beforeAll(async () => {
  shop = new TestShop();
  shop.make(0.02);
  dashboard = await shop.dashboard();
}, 120_000);

afterAll(async () => {
  await dashboard.close();
  shop.remove();
});

async function get<Result = Answer>(address: string): Promise<Result> {
  const response = await fetch(dashboard.address + address);
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${address}: ${response.status} ${body}`);
  return JSON.parse(body) as Result;
}

function rows(table: Table | undefined): Record<string, Value>[] {
  return (table?.values[0] ?? []).map((_, row) =>
    Object.fromEntries(table!.columns.map(({ key }, index) => [key, table!.values[index]![row]!])),
  );
}

function total(table: Table | undefined, key: string): number {
  return rows(table).reduce((sum, row) => sum + Number(row[key]), 0);
}

function query(parameters: Readonly<Record<string, string | readonly string[]>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const item of typeof value === 'string' ? [value] : value) search.append(name, item);
  return `?${search}`;
}

const allData = { from: '2023-01-01', to: '2026-01-03' };

describe('the figures', () => {
  it('are those of the orders in the warehouse, for any window and cities', async () => {
    const cities = (await get<{ choices: { cities: string[] } }>('/api/meta')).choices.cities;
    const views = fc.sample(
      fc.record({
        start: fc.integer({ min: -20, max: 1110 }),
        days: fc.integer({ min: 0, max: 800 }),
        cities: fc.subarray(cities),
      }),
      { numRuns: 25, seed: 4 },
    );
    for (const { start, days, cities: chosen } of views) {
      const from = addDays('2023-01-01', start);
      const to = addDays(from, days);
      const { tables } = await get(`/api/report/summary${query({ from, to, city: chosen })}`);
      const [revenue, orders, , customers] = rows(tables['figures']).map(({ now }) => now);
      const [expected] = await shop.ask(`
        SELECT COALESCE(SUM(net_revenue), 0)::DOUBLE AS revenue, COUNT(*)::INT AS orders, COUNT(DISTINCT customer_id)::INT AS customers
        FROM marts.fct_orders
        WHERE NOT is_cancelled AND CAST(ordered_at AS DATE) BETWEEN '${from}' AND '${to}'
          AND ${chosen.length === 0 ? 'TRUE' : `city IN (${chosen.map((city) => `'${city}'`).join(', ')})`}`);
      expect({ orders, customers }).toEqual({
        orders: expected!['orders'],
        customers: expected!['customers'],
      });
      expect(revenue).toBeCloseTo(Number(expected!['revenue']), 2);
    }
  });

  it('count an order of a boundary day in one of two adjoining windows', async () => {
    const revenue = async (from: string, to: string): Promise<number> =>
      Number(rows((await get(`/api/report/summary${query({ from, to })}`)).tables['figures'])[0]!['now']);
    const whole = await revenue('2025-03-01', '2025-04-30');
    expect(
      (await revenue('2025-03-01', '2025-03-31')) + (await revenue('2025-04-01', '2025-04-30')),
    ).toBeCloseTo(whole, 2);
    expect(
      (await revenue('2025-03-01', '2025-03-15')) + (await revenue('2025-03-16', '2025-04-30')),
    ).toBeCloseTo(whole, 2);
  });

  it('count each order once, though customers have several versions', async () => {
    const [versions] = await shop.ask(
      'SELECT COUNT(*)::INT AS n FROM marts.dim_customers WHERE NOT is_current',
    );
    expect(Number(versions!['n'])).toBeGreaterThan(0);
    const [orders] = await shop.ask('SELECT SUM(net_revenue)::DOUBLE AS revenue FROM marts.fct_orders');
    const { tables } = await get(`/api/report/summary${query(allData)}`);
    expect(rows(tables['figures'])[0]!['now']).toBeCloseTo(Number(orders!['revenue']), 2);
  });

  it('hide no city unless asked to: the cities’ sum is the total', async () => {
    const { choices } = await get<{ choices: { cities: string[] } }>('/api/meta');
    const [known] = await shop.ask('SELECT COUNT(DISTINCT city)::INT AS n FROM marts.fct_orders');
    expect(choices.cities).toHaveLength(Number(known!['n']));
    let sum = 0;
    for (const city of choices.cities)
      sum += Number(rows((await get(`/api/report/summary${query({ city })}`)).tables['figures'])[1]!['now']);
    expect(sum).toBe(rows((await get('/api/report/summary')).tables['figures'])[1]!['now']);
  });

  it('agree between the tiles', async () => {
    for (const view of [query(allData), query({ from: '2025-02-10', to: '2025-05-09', city: 'Berlin' })]) {
      const summary = rows((await get(`/api/report/summary${view}`)).tables['figures']);
      const trends = (await get(`/api/report/trends${view}`)).tables['months'];
      const products = (await get(`/api/report/products${view}`)).tables;
      expect(total(trends, 'revenue')).toBeCloseTo(Number(summary[0]!['now']), 2);
      expect(total(trends, 'orders')).toBe(summary[1]!['now']);
      expect(total(products['products'], 'revenue')).toBeCloseTo(Number(summary[0]!['now']), 2);
      expect(total(products['categories'], 'revenue')).toBeCloseTo(Number(summary[0]!['now']), 2);
      expect(total(products['products'], 'margin')).toBeCloseTo(total(trends, 'margin'), 2);
    }
  });

  it('compare with the window before, or with the year before', async () => {
    const view = { from: '2025-06-01', to: '2025-06-30' };
    const revenueOf = async (from: string, to: string): Promise<Value> =>
      rows((await get(`/api/report/summary${query({ from, to })}`)).tables['figures'])[0]!['now']!;
    const before = async (compare: string): Promise<Value> =>
      rows((await get(`/api/report/summary${query({ ...view, compare })}`)).tables['figures'])[0]!['before']!;
    expect(await before('previous')).toBe(await revenueOf('2025-05-02', '2025-05-31'));
    expect(await before('year')).toBe(await revenueOf('2024-06-01', '2024-06-30'));
  });

  it('say that a window before the data began is partial', async () => {
    const { facts, notes } = await get(
      `/api/report/summary${query({ from: '2023-02-01', to: '2023-06-30' })}`,
    );
    expect(facts['isPartial']).toBe(true);
    expect(notes.join()).toMatch(/partial/);
  });
});

describe('trends', () => {
  it('mark months that the window or the data cut, and compare them with as many days', async () => {
    const months = rows(
      (await get(`/api/report/trends${query({ from: '2025-10-15', to: '2026-01-03', compare: 'year' })}`))
        .tables['months'],
    );
    expect(months.map(({ month, isPartial }) => [month, isPartial])).toEqual([
      ['2025-10-01', true],
      ['2025-11-01', false],
      ['2025-12-01', false],
      ['2026-01-01', true],
    ]);
    const [expected] = await shop.ask(
      `SELECT SUM(net_revenue)::DOUBLE AS revenue FROM marts.fct_orders WHERE ordered_on BETWEEN '2025-01-01' AND '2025-01-03'`,
    );
    expect(months[3]!['before']).toBeCloseTo(Number(expected!['revenue']), 2);
  });
});

describe('the forecast', () => {
  it('learns from complete weeks alone, and begins with the week that is not over', async () => {
    const { tables, facts } = await get('/api/report/forecast');
    const weeks = rows(tables['weeks']).reverse();
    const [expected] = await shop.ask(`
      SELECT COUNT(DISTINCT week_start)::INT AS n, MAX(week_start)::VARCHAR AS last FROM marts.dim_dates
      WHERE week_start >= '2023-01-02' AND week_start + 6 <= (SELECT MAX(ordered_on) FROM marts.fct_orders)`);
    expect(facts['learnedWeeks']).toBe(expected!['n']);
    expect(weeks.filter(({ mean }) => mean !== null)).toHaveLength(12);
    expect(weeks.find(({ mean }) => mean !== null)!['week']).toBe(addDays(String(expected!['last']), 7));
    expect(weeks.every(({ lower, mean, upper }) => mean === null || (lower! < mean! && mean! < upper!))).toBe(
      true,
    );
  });

  it('gives both methods with their errors of a backtest', async () => {
    const seasonal = await get('/api/report/forecast');
    const line = await get('/api/report/forecast?method=linear');
    expect(seasonal.facts['errorLinear']).toBe(line.facts['errorLinear']);
    expect(Number(seasonal.facts['errorHoltWinters'])).toBeGreaterThan(0);
    expect(rows(line.tables['weeks'])).not.toEqual(rows(seasonal.tables['weeks']));
  });

  it('says when two seasons are not there, and offers a shorter one', async () => {
    const { notes, facts, tables } = await get(
      `/api/report/forecast${query({ from: '2023-01-01', to: '2024-06-30' })}`,
    );
    expect(notes.join()).toMatch(/needs 104 complete weeks.*A season of 26 weeks would do/);
    expect(facts['offeredSeason']).toBe(26);
    expect(rows(tables['weeks']).every(({ mean }) => mean === null)).toBe(true);
    const shorter = await get(
      `/api/report/forecast${query({ from: '2023-01-01', to: '2024-06-30', season: '26' })}`,
    );
    expect(rows(shorter.tables['weeks']).filter(({ mean }) => mean !== null)).toHaveLength(12);
  });
});

describe('products', () => {
  it('are ordered by revenue; the line is crossed where 80% are reached', async () => {
    const { tables, facts } = await get('/api/report/products');
    const products = rows(tables['products']);
    const crossing = Number(facts['crossingRank']);
    expect(Number(products[crossing - 1]!['cumulative_share'])).toBeGreaterThanOrEqual(0.8);
    expect(Number(products[crossing - 2]?.['cumulative_share'] ?? 0)).toBeLessThan(0.8);
    expect(products[crossing - 1]!['product_name']).toBe(facts['crossingName']);
    expect(products.at(-1)!['cumulative_share']).toBeCloseTo(1, 9);
  });

  it('have a margin between nothing and their revenue', async () => {
    const products = rows((await get(`/api/report/products${query(allData)}`)).tables['products']);
    expect(products.length).toBeGreaterThan(10);
    for (const { revenue, margin, margin_rate: rate } of products) {
      expect(Number(margin)).toBeLessThanOrEqual(Number(revenue));
      if (rate !== null) expect(Number(rate)).toBeCloseTo(Number(margin) / Number(revenue), 9);
    }
    const [worst] = await shop.ask(`
      SELECT SUM(net_quantity * (unit_price - unit_cost))::DOUBLE AS margin
      FROM marts.fct_order_items JOIN marts.dim_products USING (product_id) WHERE NOT is_cancelled`);
    expect(products.reduce((sum, { margin }) => sum + Number(margin), 0)).toBeCloseTo(
      Number(worst!['margin']),
      1,
    );
  });

  it('can be those of one category', async () => {
    const { tables } = await get(`/api/report/products${query({ category: 'Bücher' })}`);
    expect(new Set(rows(tables['products']).map(({ category }) => category))).toEqual(new Set(['Bücher']));
    expect(total(tables['products'], 'share')).toBeCloseTo(1, 9);
  });
});

describe('cohorts', () => {
  it.each([
    query(allData),
    query({ ...allData, city: ['Berlin', 'Hamburg'] }),
    query({ from: '2025-03-10', to: '2025-09-20' }),
  ])(
    'list exactly as many customers as each cell counts %s',
    async (view) => {
      const { choices: _, ...rest } = await get<Record<string, unknown>>('/api/meta');
      expect(rest['generation']).toBeTruthy();
      const cells = rows((await get(`/api/report/cohorts${view}`)).tables['cells']);
      expect(cells.length).toBeGreaterThan(20);
      for (const { cohort_month: cohort, month_index: index, customers, revenue } of cells) {
        const drill = await get(
          `/api/report/cohort-customers${view}&cohort=${String(cohort)}&index=${String(index)}`,
        );
        const ids = rows(drill.tables['customers']).map(({ customer_id: id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect({ cohort, index, customers: ids.length }).toEqual({ cohort, index, customers });
        expect(total(drill.tables['customers'], 'revenue')).toBeCloseTo(Number(revenue), 2);
      }
    },
    120_000,
  );

  it('have no cell of a month to come, and mark the month that is not over', async () => {
    const cells = rows((await get(`/api/report/cohorts${query(allData)}`)).tables['cells']);
    expect(cells.every(({ activity_month: month }) => String(month) <= '2026-01-01')).toBe(true);
    expect(cells.every((cell) => cell['is_partial'] === (cell['activity_month'] === '2026-01-01'))).toBe(
      true,
    );
    expect(
      cells.filter(({ month_index: index }) => index === 0).every(({ retention }) => retention === 1),
    ).toBe(true);
  });

  it('are of the first order ever, whatever the window', async () => {
    const narrow = rows(
      (await get(`/api/report/cohorts${query({ from: '2025-01-01', to: '2025-12-31' })}`)).tables['cells'],
    );
    const wide = rows(
      (await get(`/api/report/cohorts${query({ from: '2023-01-01', to: '2025-12-31' })}`)).tables['cells'],
    );
    expect(narrow).toEqual(wide.filter(({ cohort_month: cohort }) => String(cohort) >= '2025-01-01'));
    const [expected] = await shop.ask(`
      SELECT COUNT(*)::INT AS n FROM (SELECT customer_id, MIN(ordered_on) AS first FROM marts.fct_orders WHERE NOT is_cancelled GROUP BY ALL)
      WHERE first BETWEEN '2025-01-01' AND '2025-01-31'`);
    expect(narrow[0]!['cohort_size']).toBe(expected!['n']);
  });
});

describe('segments', () => {
  it('list exactly as many customers as each cell of the matrix counts', async () => {
    for (const view of ['?', query({ city: 'Berlin', earlier: '2024-06-30', reference: '2025-11-30' })]) {
      const { tables, facts } = await get(`/api/report/rfm${view}`);
      const cells = rows(tables['transitions']);
      expect(total(tables['transitions'], 'customers')).toBe(facts['customers']);
      expect(total(tables['segments'], 'customers')).toBe(facts['customers']);
      const seen = new Set<Value>();
      for (const { former, segment, customers } of cells) {
        const drill = await get(
          `/api/report/rfm-customers${view}&former=${encodeURIComponent(String(former))}&segment=${String(segment)}`,
        );
        const ids = rows(drill.tables['customers']).map(({ customer_id: id }) => id!);
        expect({ former, segment, customers: ids.length }).toEqual({ former, segment, customers });
        for (const id of ids) seen.add(id);
      }
      expect(seen.size).toBe(facts['customers']);
    }
  });

  it('know nobody who had not ordered by the date: nobody has a recency of decades', async () => {
    const { tables, facts } = await get(
      `/api/report/rfm${query({ reference: '2025-12-31', earlier: '2024-12-31' })}`,
    );
    expect(
      rows(tables['scatter']).every(({ recency }) => Number(recency) >= 0 && Number(recency) <= 1096),
    ).toBe(true);
    const [expected] = await shop.ask(`
      SELECT COUNT(DISTINCT customer_id)::INT AS customers,
        COUNT(DISTINCT customer_id) FILTER (WHERE ordered_on <= '2024-12-31')::INT AS former
      FROM marts.fct_orders WHERE NOT is_cancelled AND ordered_on <= '2025-12-31'`);
    expect(facts['customers']).toBe(expected!['customers']);
    const notYet = rows(tables['transitions']).filter(({ former }) => former === 'Not yet');
    expect(notYet.reduce((sum, { customers }) => sum + Number(customers), 0)).toBe(
      Number(expected!['customers']) - Number(expected!['former']),
    );
  });

  it('are the same when they are asked for again, also by another server', async () => {
    const other = await shop.dashboard();
    const [here, there] = await Promise.all(
      [dashboard, other].map(async ({ address }) =>
        (await fetch(`${address}/api/report/rfm?from=2025-05-01&to=2025-06-30`)).text(),
      ),
    );
    await other.close();
    expect(here).toBe(there);
  });
});

describe('history', () => {
  it('finds customers by number and by parts of their name', async () => {
    const [moved] = await shop.ask(
      'SELECT customer_id::INT AS id, ANY_VALUE(full_name) AS name FROM marts.dim_customers GROUP BY customer_id HAVING COUNT(*) > 1 ORDER BY id LIMIT 1',
    );
    const byNumber = rows((await get(`/api/report/customer-search?q=${moved!['id']}`)).tables['customers']);
    expect(byNumber).toMatchObject([{ customer_id: moved!['id'], versions: 2 }]);
    const word = String(moved!['name']).split(' ')[0]!.toUpperCase();
    const byName = rows((await get(`/api/report/customer-search${query({ q: word })}`)).tables['customers']);
    expect(byName.map(({ full_name: name }) => String(name).toUpperCase().includes(word))).not.toContain(
      false,
    );
    const versions = rows(
      (await get(`/api/report/customer-history?customer=${moved!['id']}`)).tables['versions'],
    );
    expect(versions).toHaveLength(2);
    expect(versions[0]!['valid_to']).toBe(versions[1]!['valid_from']);
    expect(versions.map(({ is_current: current }) => current)).toEqual([false, true]);
  });

  it('shows the shop as of each Delta version', async () => {
    const { versions } = await get<{ versions: { version: number }[] }>('/api/shop/versions');
    expect(versions.map(({ version }) => version)).toEqual([3, 2, 1, 0]);
    const first = await get<{ figures: Table }>('/api/shop?version=0');
    const figures = rows(first.figures);
    expect(figures.find(({ figure }) => figure === 'Last order')).toMatchObject({
      chosen: '2025-12-31',
      now: '2026-01-03',
    });
    const [expected] = await shop.ask('SELECT SUM(net_revenue)::DOUBLE AS revenue FROM marts.fct_orders');
    expect(figures.find(({ figure }) => figure === 'Revenue')!['now']).toBeCloseTo(
      Number(expected!['revenue']),
      1,
    );
    await expect(get('/api/shop?version=99')).rejects.toThrow(/404.*NO_SUCH_VERSION/);
  });
});

describe('where figures come from', () => {
  it('shows SQL that gives what the report gives', async () => {
    const { statements, models, checks } = await get<{
      statements: { name: string; sql: string }[];
      models: { name: string; description: string; sql: string }[];
      checks: { passed: number; failed: string[]; outdated: number };
    }>(`/api/provenance/trends${query({ from: '2025-01-01', to: '2025-03-31', city: 'Berlin' })}`);
    const months = await shop.ask(statements.find(({ name }) => name === 'months')!.sql);
    const shown = rows(
      (await get(`/api/report/trends${query({ from: '2025-01-01', to: '2025-03-31', city: 'Berlin' })}`))
        .tables['months'],
    );
    expect(months.map(({ revenue }) => revenue)).toEqual(shown.map(({ revenue }) => revenue));
    expect(models.map(({ name }) => name)).toContain('mart_revenue_daily');
    expect(models.every(({ description, sql }) => description !== '' && /SELECT/.test(sql))).toBe(true);
    expect(checks.passed).toBeGreaterThan(20);
    expect(checks).toMatchObject({ failed: [], outdated: 0 });
  });

  it.each(['summary', 'trends', 'forecast', 'products', 'rfm', 'cohorts'])(
    'is told of %s, with tests that pass',
    async (name) => {
      const { checks } = await get<{ checks: Record<string, { passed: number; failed: string[] }> }>(
        '/api/meta',
      );
      expect(checks[name]!.passed).toBeGreaterThan(10);
      expect(checks[name]!.failed).toEqual([]);
      const provenance = await get<{ about: string; statements: unknown[]; models: unknown[] }>(
        `/api/provenance/${name}`,
      );
      expect(provenance.about.length).toBeGreaterThan(40);
      expect(provenance.statements.length).toBeGreaterThan(0);
      expect(provenance.models.length).toBeGreaterThan(0);
    },
  );
});

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
    const { spawn } = await import('node:child_process');
    const { fileURLToPath } = await import('node:url');
    const program = fileURLToPath(new URL('../../../core/bin/bk-build.js', import.meta.url));
    const status = await new Promise((resolve) =>
      spawn(process.execPath, [program, 'build'], { cwd: shop.folder, stdio: 'ignore' }).on('exit', resolve),
    );
    expect(status).toBe(0);
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
    expect(shop.try('core/bin/bk-build.js', 'build', '--select', 'mart_revenue_daily+')).toMatchObject({
      status: 1,
    });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await health(dashboard.address)).toBe(before);
    shop.edit('models/marts/analytics/mart_revenue_daily.sql', 'SUM(nett_revenue)', 'SUM(net_revenue)');
    writeFileSync(
      join(shop.folder, 'tests/never_holds.sql'),
      "SELECT * FROM {{ ref('mart_cohort_monthly') }} LIMIT 3",
    );
    expect(shop.try('core/bin/bk-build.js', 'build', '--select', 'mart_cohort_monthly')).toMatchObject({
      status: 1,
    });
    await until(async () => (await health(dashboard.address)) !== before);
    const { checks } = await get<{ checks: Record<string, { failed: string[]; outdated: number }> }>(
      '/api/meta',
    );
    expect(checks['cohorts']!.failed).toEqual(['never_holds']);
    expect(checks['trends']!.failed).toEqual([]);
    // Of what was built alone, the tests of everything behind it are older.
    shop.run('core/bin/bk-build.js', 'run', '--select', 'mart_product_pareto');
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
