import { toStr, type Value } from '../jinja/index.ts';

interface TableLike {
  readonly columns: readonly {
    readonly name: string;
    readonly kind: string;
    readonly values: readonly Value[];
  }[];
  readonly rowCount: number;
}

const ellipsis = '...';

/** A table drawn with `|` and `-`, as agate's `print_table` draws it. No final line end. */
export function tableText(table: TableLike, maxRows = 20, maxColumns = 6, maxWidth = 20): string {
  const shown = table.columns.slice(0, maxColumns);
  const count = Math.min(table.rowCount, maxRows);
  const isCut = shown.length < table.columns.length;
  const lines = shown.map(({ name, kind, values }) => {
    const cells = values.slice(0, count).map((value) => cellText(value, kind, maxWidth));
    if (count < table.rowCount) cells.push(ellipsis);
    const heading = shorten(name, maxWidth);
    const width = Math.max(heading.length, ...cells.map((cell) => cell.length));
    const isRight = kind === 'integer' || kind === 'number';
    return {
      heading: heading.padEnd(width),
      rule: '-'.repeat(width),
      cells: cells.map((cell) => (isRight ? cell.padStart(width) : cell.padEnd(width))),
    };
  });
  const row = (cells: readonly string[]): string =>
    `| ${[...cells, ...(isCut ? [ellipsis] : [])].join(' | ')} |`;
  const rules = `| ${[...lines.map(({ rule }) => rule), ...(isCut ? ['---'] : [])].join(' | ')} |`;
  const body = Array.from({ length: lines[0]?.cells.length ?? 0 }, (_, index) =>
    row(lines.map(({ cells }) => cells[index]!)),
  );
  return [row(lines.map(({ heading }) => heading)), rules, ...body].join('\n');
}

function cellText(value: Value, kind: string, maxWidth: number): string {
  if (value === null) return '';
  const text = toStr(value);
  return kind === 'integer' || kind === 'number' ? text.replace(/^(-?\d+)/, group) : shorten(text, maxWidth);
}

const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

function shorten(text: string, maxWidth: number): string {
  return text.length > maxWidth ? text.slice(0, Math.max(0, maxWidth - ellipsis.length)) + ellipsis : text;
}
