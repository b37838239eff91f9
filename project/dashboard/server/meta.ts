import type { Choices } from './view.ts';
import type { Generation } from './warehouse.ts';
import { reports } from './reports/index.ts';
import { referenceDates } from './reports/rfm.ts';
import { Problem } from './problem.ts';
import { checksOf, type Checks, readNodes } from './provenance.ts';

/** What the page has to know before it asks for anything. */
export interface Meta {
  readonly generation: string;
  readonly builtAt: string;
  readonly choices: Choices;
  readonly categories: readonly string[];
  readonly referenceDates: readonly string[];
  /** Whether the tests behind each report pass. */
  readonly checks: Readonly<Record<string, Checks>>;
}

const metas = new WeakMap<Generation, Promise<Meta>>();

/** Read once a generation. @throws Problem 503 when the warehouse holds no orders */
export function readMeta(generation: Generation): Promise<Meta> {
  const known = metas.get(generation);
  if (known) return known;
  const meta = load(generation);
  metas.set(generation, meta);
  meta.catch(() => metas.delete(generation));
  return meta;
}

async function load(generation: Generation): Promise<Meta> {
  const ask = (sql: string) => generation.query({ sql, parameters: {} });
  const [days, cities, categories, build, references, nodes] = await Promise.all([
    ask('SELECT first_date, last_date FROM analytics.mart_data_window'),
    ask('SELECT DISTINCT city FROM analytics.mart_revenue_daily ORDER BY city'),
    ask('SELECT DISTINCT category FROM marts.dim_products ORDER BY category'),
    ask('SELECT CAST(built_at AS VARCHAR) AS built_at FROM publication.build'),
    referenceDates(generation),
    readNodes(generation),
  ]);
  const [firstDate, lastDate] = [days['first_date']?.[0], days['last_date']?.[0]];
  if (typeof firstDate !== 'string' || typeof lastDate !== 'string')
    throw new Problem(
      503,
      'WAREHOUSE_EMPTY',
      'There are no orders in the warehouse. Make some with: npm run ingest, then npm run shop',
    );
  return {
    generation: generation.id,
    builtAt: `${String(build['built_at']?.[0]).slice(0, 19).replace(' ', 'T')}Z`,
    choices: { firstDate, lastDate, cities: (cities['city'] ?? []) as readonly string[] },
    categories: (categories['category'] ?? []) as readonly string[],
    referenceDates: references,
    checks: Object.fromEntries([...reports].map(([name, { models }]) => [name, checksOf(models, nodes)])),
  };
}
