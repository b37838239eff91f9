import type { Analyst } from './analyst.ts';
import type { Table, Value } from './table.ts';
import type { Choices, View } from './view.ts';
import type { Columns, Generation, NumericStatement, Statement } from './warehouse.ts';

/** What a report stands on while it answers one request. */
export interface Ground {
  readonly generation: Generation;
  readonly choices: Choices;
  readonly view: View;
  readonly query: URLSearchParams;
  readonly analyst: Analyst;
}

/** What a report says. */
export interface Answer {
  /** The first is the one that the page shows as the table. */
  readonly tables: Readonly<Record<string, Table>>;
  /** Single values. */
  readonly facts?: Readonly<Record<string, Value>>;
  /** Sentences that a reader has to know. */
  readonly notes?: readonly string[];
}

export type Statements = Readonly<Record<string, Statement | NumericStatement>>;

/** One subject of the dashboard: a tile, its table, its files, and how all of that is computed. */
export interface Report {
  readonly title: string;
  /** How it is computed, in a few sentences. */
  readonly about: string;
  /** Models that it reads. */
  readonly models: readonly string[];
  /** Its queries; numeric ones are run by {@link Report.answer} itself. @throws Problem for parameters that cannot be */
  statements(ground: Ground): Statements | Promise<Statements>;
  answer(results: Readonly<Record<string, Columns>>, ground: Ground): Answer | Promise<Answer>;
  /** Whether "download all" holds it: not so for lists that need a choice. */
  readonly isStandalone: boolean;
}

/** Runs a report's queries at once and lets it answer. */
export async function runReport(report: Report, ground: Ground): Promise<Answer> {
  const statements = Object.entries(await report.statements(ground)).filter(
    ([, statement]) => !('isNumeric' in statement),
  );
  const results = await Promise.all(
    statements.map(async ([name, statement]) => [name, await ground.generation.query(statement)] as const),
  );
  return report.answer(Object.fromEntries(results), ground);
}

/** Why a view has no rows. */
export function whyEmpty({ view, choices }: Ground): string {
  const { from, to, cities } = view;
  if (to < choices.firstDate || from > choices.lastDate)
    return `There are no orders from ${from} to ${to}: the data cover ${choices.firstDate} to ${choices.lastDate}.`;
  return `There are no orders from ${from} to ${to}${cities.length > 0 ? ` in ${cities.join(', ')}` : ''}. Widen the window or choose more cities.`;
}

export function texts(columns: Columns, name: string): readonly string[] {
  return (columns[name] ?? []) as readonly string[];
}

export function numbers(columns: Columns, name: string): readonly number[] {
  return (columns[name] ?? []) as readonly number[];
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** `now` against `before` as a fraction; null when there is nothing to divide by. */
export function change(now: number, before: number): number | null {
  return before === 0 ? null : now / before - 1;
}

export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
