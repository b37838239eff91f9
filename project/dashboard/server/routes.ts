import type { Analyst } from './analyst.ts';
import type { DeltaShop } from './delta-shop.ts';
import { type Locale, writeCsv, writeExcel, writeZip } from './files.ts';
import { readMeta } from './meta.ts';
import { badParameter, Problem } from './problem.ts';
import { explain } from './provenance.ts';
import { type Answer, type Ground, type Report, runReport } from './report.ts';
import { reports } from './reports/index.ts';
import { rowCount, type Table } from './table.ts';
import { readChoice, readInteger, readView } from './view.ts';
import type { Generation, Warehouse } from './warehouse.ts';

/** What is sent back for an address. */
export interface Content {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** The name under which a browser saves it; undefined for what is shown. */
  readonly fileName?: string;
}

export interface Services {
  readonly warehouse: Warehouse;
  readonly analyst: Analyst;
  readonly shop: DeltaShop;
}

/** Names of query parameters that an address may have; another one is a slip, and is said so. */
const parameterNames = new Set([
  'from',
  'to',
  'city',
  'compare',
  'method',
  'season',
  'category',
  'reference',
  'earlier',
  'former',
  'segment',
  'cohort',
  'index',
  'q',
  'customer',
  'version',
  'table',
  'locale',
  'limit',
  // Where the page stands; of no meaning here.
  'tab',
  'lang',
  'theme',
]);

/**
 * Answers an address.
 *
 * @throws Problem for whatever cannot be answered
 */
export async function answer(path: string, query: URLSearchParams, services: Services): Promise<Content> {
  for (const name of query.keys())
    if (!parameterNames.has(name)) throw badParameter(name.slice(0, 40), 'there is no such parameter');
  const { warehouse, shop } = services;

  if (path === '/api/health') return json({ generation: warehouse.generationId ?? null });
  if (path === '/api/meta') return warehouse.use(async (generation) => json(await readMeta(generation)));
  if (path === '/api/shop/versions') return json(await shop.versions());
  if (path === '/api/shop') {
    const version = readInteger(query, 'version', { least: 0, most: Number.MAX_SAFE_INTEGER });
    if (version === undefined) throw badParameter('version', 'name a version of the orders');
    return json(await shop.at(version));
  }
  if (path === '/download/all.zip') return withGround(query, services, downloadAll);

  const [, area, name, extension] =
    /^\/(api\/report|api\/provenance|download)\/([a-z-]+)(?:\.(csv|xlsx))?$/.exec(path) ?? [];
  const report = name === undefined ? undefined : reports.get(name);
  if (!report || !area || (area === 'download') !== (extension !== undefined))
    throw new Problem(404, 'NOT_FOUND', 'There is nothing at this address');
  return withGround(query, services, async (ground) => {
    if (area === 'api/provenance')
      return json(await explain(report, await report.statements(ground), ground.generation));
    const found = await runReport(report, ground);
    return area === 'download'
      ? download(report, name!, extension as 'csv' | 'xlsx', found, ground)
      : json(limited(found, query, ground.generation));
  });
}

function withGround(
  query: URLSearchParams,
  { warehouse, analyst }: Services,
  work: (ground: Ground) => Promise<Content>,
): Promise<Content> {
  return warehouse.use(async (generation) => {
    const { choices } = await readMeta(generation);
    return work({ generation, choices, view: readView(query, choices), query, analyst });
  });
}

/** An answer whose tables hold no more rows than are asked for; `total` counts those of the first one. */
function limited(found: Answer, query: URLSearchParams, generation: Generation): object {
  const limit = readInteger(query, 'limit', { least: 1, most: 1_000_000 });
  const cut = ({ columns, values }: Table): Table => ({
    columns,
    values: limit === undefined ? values : values.map((column) => column.slice(0, limit)),
  });
  const [first] = Object.values(found.tables);
  return {
    generation: generation.id,
    total: first ? rowCount(first) : 0,
    tables: Object.fromEntries(Object.entries(found.tables).map(([name, table]) => [name, cut(table)])),
    facts: found.facts ?? {},
    notes: found.notes ?? [],
  };
}

async function download(
  report: Report,
  name: string,
  extension: 'csv' | 'xlsx',
  found: Answer,
  { query, view }: Ground,
): Promise<Content> {
  const table = readChoice(query, 'table', Object.keys(found.tables));
  const isFirst = table === Object.keys(found.tables)[0];
  const fileName = `berlinkart-${name}${isFirst ? '' : `-${table}`}_${view.from}_${view.to}.${extension}`;
  return extension === 'csv'
    ? { type: 'text/csv; charset=utf-8', body: writeCsv(found.tables[table]!, readLocale(query)), fileName }
    : {
        type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        body: await writeExcel(found.tables[table]!, report.title),
        fileName,
      };
}

/** Every table of every report in the view, as CSV files of one archive, from one generation. */
async function downloadAll(ground: Ground): Promise<Content> {
  const { view, query, generation } = ground;
  const locale = readLocale(query);
  const standing = [...reports].filter(([, { isStandalone }]) => isStandalone);
  const parts = await Promise.all(
    standing.map(async ([name, report]) => {
      const { tables } = await runReport(report, ground);
      return Object.entries(tables).map(([table, content], index): [string, string] => [
        `${name}${index === 0 ? '' : `-${table}`}.csv`,
        writeCsv(content, locale),
      ]);
    }),
  );
  const about = [
    `BerlinKart, ${view.from} to ${view.to}, ${view.cities.length === 0 ? 'all cities' : view.cities.join(', ')}`,
    `Build ${generation.id}`,
    'Revenue is quantity times price net of returns; orders that were cancelled are not counted.',
    '',
    ...standing.flatMap(([name, { title, about: how }]) => [`${name}.csv: ${title}`, how, '']),
  ].join('\r\n');
  return {
    type: 'application/zip',
    body: await writeZip({ 'README.txt': about, ...Object.fromEntries(parts.flat()) }),
    fileName: `berlinkart_${view.from}_${view.to}.zip`,
  };
}

function readLocale(query: URLSearchParams): Locale {
  return readChoice(query, 'locale', ['en', 'de']);
}

function json(value: object): Content {
  return { type: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}
