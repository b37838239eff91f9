import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dashboard } from '../server/start.ts';
import { TestShop } from './shop.ts';

const customers = 4_000_001;

let shop: TestShop;
let dashboard: Dashboard;

beforeAll(async () => {
  shop = new TestShop();
  await shop.make(0.01);
  dashboard = await shop.dashboard(await withCustomers(shop));
}, 120_000);

afterAll(async () => {
  await dashboard.close();
  shop.remove();
});

/** A copy of the shop's publication in which Bremen has so many customers. @returns the path of its warehouse */
async function withCustomers({ folder }: TestShop): Promise<string> {
  const large = join(folder, 'large');
  mkdirSync(large);
  const name = 'warehouse.published.json';
  const text = readFileSync(join(folder, 'data', name), 'utf8');
  writeFileSync(join(large, name), text);
  const { invocation_id: id } = JSON.parse(text) as { invocation_id: string };
  const copy = join(large, `warehouse.published-${id}.duckdb`);
  copyFileSync(join(folder, `data/warehouse.published-${id}.duckdb`), copy);
  const instance = await DuckDBInstance.create(copy);
  const connection = await instance.connect();
  await connection.run(`
    INSERT INTO analytics.mart_rfm_snapshot BY NAME
    SELECT reference_date, 10_000_000 + number AS customer_id, 'Bremen' AS city, 1 AS recency_days, 1 AS frequency, 9 AS monetary
    FROM (SELECT MAX(reference_date) AS reference_date FROM analytics.mart_rfm_snapshot), range(${customers}) AS numbers(number)`);
  connection.closeSync();
  instance.closeSync();
  return join(large, 'warehouse.duckdb');
}

describe('a shop with more customers than can be told apart at once', () => {
  const words =
    /There are 4,000,\d+ customers: at most 4,000,000 are told apart at once. Choose cities with fewer./;

  it('says so where their segments would be, and tells those of other cities', async () => {
    const all = await fetch(`${dashboard.address}/api/report/rfm`);
    const { notes, total } = (await all.json()) as { notes: string[]; total: number };
    expect(notes.join()).toMatch(words);
    expect(total).toBe(0);
    const berlin = await fetch(`${dashboard.address}/api/report/rfm?city=Berlin`);
    expect(await berlin.json()).toMatchObject({ notes: [], facts: { customers: expect.any(Number) } });
  });

  it('lists nobody of a cell', async () => {
    const answer = await fetch(`${dashboard.address}/api/report/rfm-customers?former=VIP&segment=VIP`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(words);
  });
});
