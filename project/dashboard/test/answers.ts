import type { Table, Value } from '../server/table.ts';

/** What a report answers, as JSON. */
export interface Answer {
  readonly generation: string;
  readonly total: number;
  readonly tables: Readonly<Record<string, Table>>;
  readonly facts: Readonly<Record<string, Value>>;
  readonly notes: readonly string[];
}

/** The body of an answer. @throws when it is not 200 */
export async function getJson<Result = Answer>(address: string): Promise<Result> {
  const response = await fetch(address);
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${address}: ${response.status} ${body}`);
  return JSON.parse(body) as Result;
}

export function rows(table: Table | undefined): Record<string, Value>[] {
  return (table?.values[0] ?? []).map((_, row) =>
    Object.fromEntries(table!.columns.map(({ key }, index) => [key, table!.values[index]![row]!])),
  );
}

export function total(table: Table | undefined, key: string): number {
  return rows(table).reduce((sum, row) => sum + Number(row[key]), 0);
}

export function query(parameters: Readonly<Record<string, string | readonly string[]>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const item of typeof value === 'string' ? [value] : value) search.append(name, item);
  return `?${search}`;
}

export const allData = { from: '2023-01-01', to: '2026-01-03' };
