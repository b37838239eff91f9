import { toStr, type Value } from '../jinja/index.ts';
import { Decimal } from './decimal.ts';

interface TableLike {
  readonly columns: readonly {
    readonly name: string;
    readonly kind: string;
    readonly values: readonly Value[];
  }[];
  readonly rowCount: number;
}

const ellipsis = '...';
/** Digits after the point beyond which numbers are cut. */
const maxPlaces = 3;

/** A table drawn with `|` and `-`, as agate's `print_table` draws it. No final line end. */
export function tableText(table: TableLike, maxRows = 20, maxColumns = 6, maxWidth = 20): string {
  const count = Math.min(table.rowCount, maxRows);
  const hasMoreRows = count < table.rowCount;
  const columns = table.columns.slice(0, maxColumns).map(({ name, kind, values }) => {
    const show = cellWriter(values, maxWidth);
    const cells = [shorten(name, maxWidth), ...values.slice(0, count).map(show)];
    const width = Math.max(...cells.map((cell) => cell.length));
    const isLeft = kind === 'text' || kind === 'time';
    const pad = (cell: string): string => (isLeft ? cell.padEnd(width) : cell.padStart(width));
    const [heading = '', ...body] = [...cells, ...(hasMoreRows ? [ellipsis] : [])].map(pad);
    return { heading, rule: '-'.repeat(width), body };
  });
  if (columns.length < table.columns.length) {
    const body = Array.from({ length: count + Number(hasMoreRows) }, () => ellipsis);
    columns.push({ heading: ellipsis, rule: '-'.repeat(ellipsis.length), body });
  }
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ heading }) => heading)),
    line(columns.map(({ rule }) => rule)),
    ...Array.from({ length: columns[0]?.body.length ?? 0 }, (_, row) =>
      line(columns.map(({ body }) => body[row]!)),
    ),
  ].join('\n');
}

/** Decimals of a column have as many digits after the point as the longest of them needs. */
function cellWriter(values: readonly Value[], maxWidth: number): (value: Value) => string {
  const decimals = values.filter((value) => value instanceof Decimal);
  const needed = Math.max(0, ...decimals.map(placesOf));
  const places = Math.min(needed, maxPlaces);
  return (value) => {
    if (value === null) return '';
    if (value instanceof Decimal) return grouped(value.round(places)) + (needed > maxPlaces ? '…' : '');
    return shorten(toStr(value), maxWidth);
  };
}

/** Digits after the point without zeros at the end. */
function placesOf(value: Decimal): number {
  return /\.(\d*?)0*$/.exec(value.toStr())?.[1]?.length ?? 0;
}

function grouped(value: Decimal): string {
  return value.toStr().replace(/^-?\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ','));
}

function shorten(text: string, maxWidth: number): string {
  return text.length > maxWidth ? text.slice(0, Math.max(0, maxWidth - ellipsis.length)) + ellipsis : text;
}
