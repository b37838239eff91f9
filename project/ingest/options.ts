import { parseArgs } from 'node:util';

/** What the generator makes. */
export interface IngestOptions {
  /** Folder of the Delta tables. */
  readonly dataDir: string;
  /** Same seed, same rows. */
  readonly seed: number;
  readonly customers: number;
  readonly products: number;
  readonly orders: number;
  /** First and last day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** Days to add to data that are there; undefined to make them. */
  readonly advance: number | undefined;
}

export const help = `Make BerlinKart's raw data: four Delta tables of customers, products, orders and order items.

Usage: berlinkart ingest [options]

  --scale FACTOR     Size against the default of 100,000 customers and 1,000,000 orders (default 1)
  --seed NUMBER      Same seed, same rows (default 42)
  --from DATE        First day with orders (default 2023-01-01)
  --to DATE          Last day (default 2025-12-31)
  --advance DAYS     Add days to the data that are there, a Delta version a day
  --data-dir FOLDER  Where the tables are (default data/delta)
  --help             This text

Examples:
  berlinkart ingest
  berlinkart ingest --scale 0.01 --data-dir /tmp/small
  berlinkart ingest --advance 3
`;

/** Something on the command line that cannot be. */
export class UsageError extends Error {
  override name = 'UsageError';
}

const full = { customers: 100_000, products: 1_000, orders: 1_000_000 };

/** @returns undefined when help was asked for. @throws UsageError */
export function readOptions(argv: readonly string[]): IngestOptions | undefined {
  const values = parse(argv);
  if (values.help) return undefined;
  const scale = number(
    'scale',
    values.scale ?? '1',
    (value) => value > 0 && value <= 100,
    'a number above 0, at most 100',
  );
  const from = date('from', values.from ?? '2023-01-01');
  const to = date('to', values.to ?? '2025-12-31');
  if (from > to) throw new UsageError(`--from ${from} is later than --to ${to}`);
  return {
    dataDir: values['data-dir'] ?? 'data/delta',
    seed: number(
      'seed',
      values.seed ?? '42',
      (value) => Number.isSafeInteger(value) && value >= 0,
      'a whole number from 0',
    ),
    customers: Math.max(20, Math.round(full.customers * scale)),
    products: scale >= 0.01 ? full.products : Math.max(50, Math.round(full.products * scale * 100)),
    orders: Math.max(50, Math.round(full.orders * scale)),
    from,
    to,
    advance:
      values.advance === undefined
        ? undefined
        : number(
            'advance',
            values.advance,
            (value) => Number.isInteger(value) && value >= 1 && value <= 366,
            'a whole number of days from 1 to 366',
          ),
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        scale: text,
        seed: text,
        from: text,
        to: text,
        advance: text,
        'data-dir': text,
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]!, { cause: error });
  }
}

function number(name: string, text: string, isValid: (value: number) => boolean, expected: string): number {
  const value = Number(text);
  if (text.trim() !== '' && isValid(value)) return value;
  throw new UsageError(`--${name} takes ${expected}, not "${text}"`);
}

function date(name: string, text: string): string {
  const isDate =
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(text).toISOString().startsWith(text);
  if (isDate && text >= '2000-01-01' && text <= '2030-12-31') return text;
  throw new UsageError(`--${name} takes a day from 2000-01-01 to 2030-12-31 as YYYY-MM-DD, not "${text}"`);
}
