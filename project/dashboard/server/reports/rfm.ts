import { segmentNames } from '../../../analytics/index.ts';
import { badParameter } from '../problem.ts';
import { Remembered } from '../remembered.ts';
import { type Ground, numbers, ratio, type Report, sum, whyEmpty } from '../report.ts';
import { type Table, tableOf } from '../table.ts';
import { addDays, cityCondition, readChoice, readDate } from '../view.ts';
import type { Generation, NumericColumns, NumericStatement, Statement } from '../warehouse.ts';
import { customerColumns } from './cohorts.ts';

/** The segment of those who had not ordered by the earlier date. */
const notYet = 'Not yet';
const formerNames = [...segmentNames, notYet] as const;

const scatterSize = 1_500;

/** How many customers are told apart at once: for each, the server needs 160 bytes while it does that. */
const mostCustomers = 4_000_000;

export const rfm: Report = {
  title: 'Segments of customers',
  about:
    'K-Means with four clusters on the standardized logarithms of recency (days since the last order), frequency (orders so far) and monetary value (revenue so far), the best of ten seeded starts. Churned is the cluster that has been away longest; of the others VIP has the highest frequency and value, New the lowest, Loyal is between. The earlier date is told apart by the same centres; who had not ordered by then is “Not yet”.',
  models: ['mart_rfm_snapshot'],
  isStandalone: true,

  async statements(ground) {
    return snapshotStatements(ground, await readDates(ground));
  },

  async answer(results, ground) {
    const dates = await readDates(ground);
    const count = numbers(results['count']!, 'customers')[0]!;
    const moves = count > mostCustomers ? undefined : await movesBetween(dates, ground);
    const facts = { ...dates };
    if (!moves)
      return {
        tables: {
          segments: segmentTable(noMoves),
          transitions: transitionTable(noMoves),
          scatter: scatterTable(noMoves),
        },
        facts,
        notes: [whyNone(count, ground)],
      };
    return {
      tables: {
        segments: segmentTable(moves),
        transitions: transitionTable(moves),
        scatter: scatterTable(moves),
      },
      facts: { ...facts, customers: moves.customerIds.length },
    };
  },
};

export const rfmCustomers: Report = {
  title: 'Customers who moved between segments',
  about: 'The customers of one cell of the transition matrix: exactly those whom it counts.',
  models: ['mart_rfm_snapshot', 'dim_customers'],
  isStandalone: false,

  async statements(ground) {
    const { query } = ground;
    if (!query.get('former') || !query.get('segment'))
      throw badParameter('former, segment', 'name the cell: a former segment and one of today');
    const former = readChoice(query, 'former', formerNames);
    const segment = readChoice(query, 'segment', segmentNames);
    const dates = await readDates(ground);
    const counted = await ground.generation.query(snapshotStatements(ground, dates).count);
    const count = numbers(counted, 'customers')[0]!;
    if (count > mostCustomers) throw badParameter('city', whyNone(count, ground));
    const moves = await movesBetween(dates, ground);
    const [formerIndex, segmentIndex] = [formerNames.indexOf(former), segmentNames.indexOf(segment)];
    const ids = Array.from(moves?.customerIds ?? []).filter(
      (_, row) => moves!.former[row] === formerIndex && moves!.segments[row] === segmentIndex,
    );
    return {
      customers: {
        sql: `SELECT customer_id, full_name, email, customers.city, recency_days, frequency, CAST(monetary AS DOUBLE) AS monetary
FROM analytics.mart_rfm_snapshot AS snapshots
LEFT JOIN (SELECT * FROM marts.dim_customers WHERE is_current) AS customers USING (customer_id)
WHERE reference_date = CAST($reference AS DATE) AND customer_id IN (SELECT UNNEST(CAST($ids AS BIGINT[])))
ORDER BY monetary DESC, customer_id`,
        parameters: { reference: dates.reference, ids },
      },
    };
  },

  answer: (results) => ({
    tables: {
      customers: tableOf(
        [
          ...customerColumns,
          { key: 'recency_days', label: 'Days since the last order', kind: 'integer' },
          { key: 'frequency', label: 'Orders', kind: 'integer' },
          { key: 'monetary', label: 'Revenue', kind: 'money' },
        ],
        results['customers']!,
      ),
    },
  }),
};

/** Why there are no segments, of so many customers. */
function whyNone(count: number, ground: Ground): string {
  if (count === 0) return whyEmpty(ground);
  if (count <= mostCustomers)
    return 'There are fewer than four different customers: too few to tell segments apart.';
  return `There are ${count.toLocaleString('en')} customers: at most ${mostCustomers.toLocaleString('en')} are told apart at once. Choose cities with fewer.`;
}

/** The customers of a reference date, and where they came from: lists of the same length, in the order of their numbers. */
interface Moves {
  readonly customerIds: Float64Array;
  readonly recency: Float64Array;
  readonly frequency: Float64Array;
  readonly monetary: Float64Array;
  /** Indexes into {@link segmentNames}. */
  readonly segments: Uint8Array;
  /** Indexes into {@link formerNames}. */
  readonly former: Uint8Array;
}

interface Dates {
  readonly reference: string;
  readonly earlier: string;
}

/** The dates that are asked for, or the last ones in and before the window. */
async function readDates({ generation, view, query }: Ground): Promise<Dates> {
  const known = await referenceDates(generation);
  const given = (name: string): string | undefined => {
    const date = readDate(query, name);
    if (date !== undefined && !known.includes(date))
      throw badParameter(
        name,
        `${date} is no reference date: they are the ends of months and the last day of the data`,
      );
    return date;
  };
  const lastUpTo = (limit: string): string | undefined => known.findLast((date) => date <= limit);
  const reference = given('reference') ?? lastUpTo(view.to) ?? known[0] ?? view.to;
  const before = addDays(view.from, -1);
  const earlier =
    given('earlier') ??
    lastUpTo(before < reference ? before : addDays(reference, -1)) ??
    known[0] ??
    reference;
  if (earlier > reference) throw badParameter('earlier', `${earlier} is later than ${reference}`);
  return { reference, earlier };
}

/** All reference dates, the earliest first. */
export async function referenceDates(generation: Generation): Promise<readonly string[]> {
  const { reference_date: dates } = await generation.query({
    sql: 'SELECT DISTINCT reference_date FROM analytics.mart_rfm_snapshot ORDER BY reference_date',
    parameters: {},
  });
  return (dates ?? []) as readonly string[];
}

type SnapshotStatements = Readonly<{ count: Statement } & Record<'reference' | 'earlier', NumericStatement>>;

function snapshotStatements({ view }: Ground, { reference, earlier }: Dates): SnapshotStatements {
  const cities = cityCondition(view);
  const parameters = { reference, ...cities.parameters };
  // DOUBLE is exact for them.
  const columns = ['customer_id', 'recency_days', 'frequency', 'monetary']
    .map((name) => `CAST(${name} AS DOUBLE) AS ${name}`)
    .join(', ');
  return {
    count: {
      sql: `SELECT COUNT(*) AS customers
FROM analytics.mart_rfm_snapshot
WHERE reference_date = CAST($reference AS DATE) AND ${cities.sql}`,
      parameters,
    },
    reference: {
      isNumeric: true,
      sql: `SELECT ${columns}
FROM analytics.mart_rfm_snapshot
WHERE reference_date = CAST($reference AS DATE) AND ${cities.sql}
ORDER BY customer_id`,
      parameters,
    },
    earlier: {
      isNumeric: true,
      sql: `SELECT ${columns}
FROM analytics.mart_rfm_snapshot
WHERE reference_date = CAST($earlier AS DATE)
  AND customer_id IN (
    SELECT customer_id
    FROM analytics.mart_rfm_snapshot
    WHERE reference_date = CAST($reference AS DATE) AND ${cities.sql}
  )
ORDER BY customer_id`,
      parameters: { earlier, ...parameters },
    },
  };
}

const movesOf = new WeakMap<Generation, Remembered<Moves | undefined>>();

/** The customers of the view between two dates, found once a generation; undefined when there are too few to tell apart. */
function movesBetween(dates: Dates, ground: Ground): Promise<Moves | undefined> {
  const { generation, view } = ground;
  const remembered = movesOf.get(generation) ?? new Remembered(3);
  movesOf.set(generation, remembered);
  return remembered.get(JSON.stringify([dates, view.cities]), async () => {
    const statements = snapshotStatements(ground, dates);
    // One after the other: each sorts as much as the database may have in memory.
    const reference = await generation.queryNumbers(statements.reference);
    const earlier = await generation.queryNumbers(statements.earlier);
    return findMoves(reference, earlier, ground);
  });
}

async function findMoves(
  reference: NumericColumns,
  earlier: NumericColumns,
  { analyst }: Ground,
): Promise<Moves | undefined> {
  const values = (columns: NumericColumns) => ({
    recency: columns['recency_days']!,
    frequency: columns['frequency']!,
    monetary: columns['monetary']!,
  });
  const now = values(reference);
  const found = await analyst.segments({ reference: now, earlier: values(earlier) });
  if (!found) return undefined;
  const customerIds = reference['customer_id']!;
  const earlierIds = earlier['customer_id']!;
  // Both are in the order of their numbers, so that one look at each finds who is in both.
  const former = new Uint8Array(customerIds.length).fill(formerNames.indexOf(notYet));
  for (let row = 0, before = 0; row < customerIds.length && before < earlierIds.length; row++) {
    while (earlierIds[before]! < customerIds[row]!) before++;
    if (earlierIds[before] === customerIds[row]) former[row] = found.earlier[before]!;
  }
  return { customerIds, ...now, segments: found.reference, former };
}

const noMoves: Moves = {
  customerIds: new Float64Array(),
  recency: new Float64Array(),
  frequency: new Float64Array(),
  monetary: new Float64Array(),
  segments: new Uint8Array(),
  former: new Uint8Array(),
};

function segmentTable({ customerIds, recency, frequency, monetary, segments }: Moves): Table {
  const total = sumOf(monetary);
  const rows =
    customerIds.length === 0
      ? []
      : segmentNames.map((_, index) => {
          const members = (values: Float64Array): Float64Array =>
            values.filter((_value, row) => segments[row] === index);
          return {
            recency: members(recency),
            frequency: members(frequency),
            monetary: members(monetary),
          };
        });
  const revenue = rows.map(({ monetary: values }) => sumOf(values));
  return tableOf(
    [
      { key: 'segment', label: 'Segment', kind: 'text' },
      { key: 'customers', label: 'Customers', kind: 'integer' },
      { key: 'share', label: 'Share', kind: 'percent' },
      { key: 'revenue', label: 'Revenue so far', kind: 'money' },
      { key: 'revenueShare', label: 'Share of revenue', kind: 'percent' },
      { key: 'recency', label: 'Days since the last order (median)', kind: 'integer' },
      { key: 'frequency', label: 'Orders (median)', kind: 'integer' },
      { key: 'monetary', label: 'Revenue each (median)', kind: 'money' },
    ],
    {
      segment: rows.map((_, index) => segmentNames[index]!),
      customers: rows.map((members) => members.recency.length),
      share: rows.map((members) => ratio(members.recency.length, customerIds.length)),
      revenue: revenue.map((value) => Math.round(value * 100) / 100),
      revenueShare: revenue.map((value) => ratio(value, total)),
      recency: rows.map((members) => median(members.recency)),
      frequency: rows.map((members) => median(members.frequency)),
      monetary: rows.map((members) => median(members.monetary)),
    },
  );
}

function transitionTable({ customerIds, segments, former }: Moves): Table {
  const counts = new Float64Array(formerNames.length * segmentNames.length);
  customerIds.forEach((_, row) => counts[former[row]! * segmentNames.length + segments[row]!]!++);
  const cells =
    customerIds.length === 0
      ? []
      : formerNames.flatMap((name, index) => {
          const row = [...counts.subarray(index * segmentNames.length, (index + 1) * segmentNames.length)];
          const total = sum(row);
          return row.map((count, segment) => ({
            former: name,
            segment: segmentNames[segment]!,
            count,
            share: ratio(count, total),
          }));
        });
  return tableOf(
    [
      { key: 'former', label: 'Before', kind: 'text' },
      { key: 'segment', label: 'Now', kind: 'text' },
      { key: 'customers', label: 'Customers', kind: 'integer' },
      { key: 'share', label: 'Share of the former segment', kind: 'percent' },
    ],
    {
      former: cells.map(({ former }) => former),
      segment: cells.map(({ segment }) => segment),
      customers: cells.map(({ count }) => count),
      share: cells.map(({ share }) => share),
    },
  );
}

/** Every n-th customer, which the order by number makes a fair sample. */
function scatterTable({ customerIds, recency, frequency, monetary, segments }: Moves): Table {
  const count = customerIds.length;
  const step = Math.max(1, count / scatterSize);
  const sample = Array.from({ length: Math.min(count, scatterSize) }, (_, index) => Math.floor(index * step));
  return tableOf(
    [
      { key: 'recency', label: 'Days since the last order', kind: 'integer' },
      { key: 'frequency', label: 'Orders', kind: 'integer' },
      { key: 'monetary', label: 'Revenue', kind: 'money' },
      { key: 'segment', label: 'Segment', kind: 'text' },
    ],
    {
      recency: sample.map((row) => recency[row]!),
      frequency: sample.map((row) => frequency[row]!),
      monetary: sample.map((row) => monetary[row]!),
      segment: sample.map((row) => segmentNames[segments[row]!]!),
    },
  );
}

/** A typed list is sorted as numbers, and without a comparison function, which takes a tenth of the time. */
function median(values: Float64Array): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted();
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function sumOf(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
