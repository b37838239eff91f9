import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dashboard } from '../server/start.ts';
import type { Table, Value } from '../server/table.ts';
import { addDays } from '../server/view.ts';
import { allData, type Answer, getJson, query, rows, total } from './answers.ts';
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
