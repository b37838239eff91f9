/** A row as text; null stands for the database's null. */
export type TextRow = readonly (string | null)[];

interface Line {
  readonly kind: 'same' | 'changed' | 'added' | 'removed';
  readonly expected?: TextRow;
  readonly actual?: TextRow;
}

/** Beyond so many rows that have no equal on the other side, they are listed instead of paired by likeness. */
const mostPairedRows = 300;
const shownAroundChanges = 1;
const marks = { same: '', changed: '→', added: '+++', removed: '---' } as const;

/**
 * What differs between two tables with the same columns, in whatever order their rows are: a line a row, `→` where
 * some cells changed, `+++` for a row that was not expected, `---` for one that is missing, `...` for rows left out.
 *
 * @returns undefined when both have the same rows.
 */
export function diffTables(
  columns: readonly string[],
  expected: readonly TextRow[],
  actual: readonly TextRow[],
): string | undefined {
  const lines = align(expected, actual);
  if (lines.every(({ kind }) => kind === 'same')) return undefined;
  const shown = nearChanges(lines);
  const table = [['@@', ...columns]];
  let isGap = false;
  lines.forEach((line, index) => {
    if (shown[index]) table.push([marks[line.kind], ...cells(line)]);
    else if (!isGap) table.push(['...', ...columns.map(() => '...')]);
    isGap = !shown[index];
  });
  return pad(table);
}

function align(expected: readonly TextRow[], actual: readonly TextRow[]): Line[] {
  const unmatched = new Map<string, TextRow[]>();
  for (const row of actual) {
    const key = keyOf(row);
    const same = unmatched.get(key);
    if (same) same.push(row);
    else unmatched.set(key, [row]);
  }
  const lines: Line[] = [];
  const missing: TextRow[] = [];
  for (const row of expected) {
    const match = unmatched.get(keyOf(row))?.pop();
    if (match) lines.push({ kind: 'same', expected: row, actual: match });
    else missing.push(row);
  }
  const surplus = [...unmatched.values()].flat();
  return [...lines, ...pairAlike(missing, surplus)].toSorted((a, b) => compareRows(rowOf(a), rowOf(b)));
}

/** Pairs rows by how many cells they share, the most alike first; cells further left weigh more. */
function pairAlike(missing: readonly TextRow[], surplus: readonly TextRow[]): Line[] {
  const pairs: { readonly expected: TextRow; readonly actual: TextRow; readonly score: number }[] = [];
  if (missing.length <= mostPairedRows && surplus.length <= mostPairedRows) {
    for (const expected of missing) {
      for (const actual of surplus) {
        const score = likeness(expected, actual);
        if (score > 0) pairs.push({ expected, actual, score });
      }
    }
    pairs.sort((a, b) => b.score - a.score);
  }
  const paired = new Set<TextRow>();
  const lines: Line[] = [];
  for (const { expected, actual } of pairs) {
    if (paired.has(expected) || paired.has(actual)) continue;
    paired.add(expected).add(actual);
    lines.push({ kind: 'changed', expected, actual });
  }
  for (const row of missing) if (!paired.has(row)) lines.push({ kind: 'removed', expected: row });
  for (const row of surplus) if (!paired.has(row)) lines.push({ kind: 'added', actual: row });
  return lines;
}

function likeness(a: TextRow, b: TextRow): number {
  let score = 0;
  a.forEach((cell, index) => {
    if (cell !== null && cell === b[index]) score += 1 + (a.length - index) / (2 * a.length);
  });
  return score;
}

function nearChanges(lines: readonly Line[]): boolean[] {
  const shown = lines.map(() => false);
  lines.forEach(({ kind }, index) => {
    if (kind === 'same') return;
    for (let near = index - shownAroundChanges; near <= index + shownAroundChanges; near++) {
      if (near >= 0 && near < shown.length) shown[near] = true;
    }
  });
  return shown;
}

function cells(line: Line): string[] {
  return rowOf(line).map((_, index) => {
    const before = line.expected?.[index];
    const after = line.actual?.[index];
    if (line.kind !== 'changed' || before === after) return show(line.expected ? before : after);
    return `${show(before)}→${show(after)}`;
  });
}

const rowOf = (line: Line): TextRow => line.expected ?? line.actual!;
const show = (cell: string | null | undefined): string => cell ?? 'NULL';
const keyOf = (row: TextRow): string => JSON.stringify(row);

function compareRows(a: TextRow, b: TextRow): number {
  for (let i = 0; i < a.length; i++) {
    const left = a[i] ?? null;
    const right = b[i] ?? null;
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    const difference = Number(left) - Number(right);
    if (!Number.isNaN(difference) && difference !== 0) return difference;
    return left < right ? -1 : 1;
  }
  return 0;
}

function pad(table: readonly (readonly string[])[]): string {
  const widths = table[0]!.map((_, column) =>
    table.reduce((width, row) => Math.max(width, row[column]!.length), 0),
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column]!)).join(',');
  return table.map((row) => line(row).trimEnd()).join('\n');
}
