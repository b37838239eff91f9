import { badParameter } from './problem.ts';
import type { Parameters } from './warehouse.ts';

/** What the whole page is limited to. */
export interface View {
  /** First and last day, `YYYY-MM-DD`, both within. */
  readonly from: string;
  readonly to: string;
  /** Sorted; empty for all. */
  readonly cities: readonly string[];
  readonly compare: Comparison;
}

/** What a window is held against: the one of the same length before it, or the same days a year before. */
export type Comparison = 'previous' | 'year';

/** What there is to choose from. */
export interface Choices {
  readonly firstDate: string;
  readonly lastDate: string;
  readonly cities: readonly string[];
}

const dayMs = 86_400_000;

/**
 * Reads the view that a query string asks for.
 *
 * @throws Problem for what cannot be; dates outside of the data are allowed, and match nothing
 */
export function readView(query: URLSearchParams, choices: Choices): View {
  const { from: defaultFrom, to: defaultTo } = defaultWindow(choices);
  const to = readDate(query, 'to') ?? defaultTo;
  const from = readDate(query, 'from') ?? (to < defaultFrom ? choices.firstDate : defaultFrom);
  if (from > to) throw badParameter('from', `${from} is later than to, ${to}`);
  return {
    from,
    to,
    cities: readCities(query, choices.cities),
    compare: readChoice(query, 'compare', ['previous', 'year']),
  };
}

/** The last twelve months of the data. */
export function defaultWindow({ firstDate, lastDate }: Choices): {
  readonly from: string;
  readonly to: string;
} {
  const from = addDays(addYears(lastDate, -1), 1);
  return { from: from < firstDate ? firstDate : from, to: lastDate };
}

/** The first of the choices when there is no such parameter. @throws Problem for another than the choices */
export function readChoice<Choice extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly Choice[],
): Choice {
  const given = single(query, name);
  if (given === undefined) return choices[0]!;
  const found = choices.find((choice) => choice === given);
  if (found === undefined)
    throw badParameter(name, `"${shortened(given)}" is not one of ${choices.join(', ')}`);
  return found;
}

/** A day that exists, of the years 1900 to 2199; undefined when there is no such parameter. @throws Problem */
export function readDate(query: URLSearchParams, name: string): string | undefined {
  const given = single(query, name);
  if (given === undefined) return undefined;
  const time = /^(19|20|21)\d\d-\d\d-\d\d$/.test(given) ? Date.parse(`${given}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || dayOf(time) !== given)
    throw badParameter(name, `"${shortened(given)}" is no day; write it as 2025-01-31`);
  return given;
}

/** @throws Problem for what is no whole number from `least` to `most` */
export function readInteger(
  query: URLSearchParams,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  const given = single(query, name);
  if (given === undefined) return undefined;
  const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  if (!(value >= least && value <= most))
    throw badParameter(name, `"${shortened(given)}" is no whole number from ${least} to ${most}`);
  return value;
}

/** The value of a parameter that may come once; empty is absent. @throws Problem */
export function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) throw badParameter(name, 'is given more than once');
  return values[0] || undefined;
}

function readCities(query: URLSearchParams, known: readonly string[]): readonly string[] {
  const given = [...new Set(query.getAll('city').filter((city) => city !== ''))].sort();
  const unknown = given.find((city) => !known.includes(city));
  if (unknown !== undefined)
    throw badParameter('city', `there is no city "${shortened(unknown)}" in the data`);
  return given;
}

export function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

/** The window that a view is held against. */
export function comparedWindow({ from, to, compare }: View): { readonly from: string; readonly to: string } {
  if (compare === 'year') return { from: addYears(from, -1), to: addYears(to, -1) };
  const days = daysBetween(from, to) + 1;
  return { from: addDays(from, -days), to: addDays(from, -1) };
}

/** A condition on a city column, with its parameters: true for every row when no city is chosen. */
export function cityCondition(
  { cities }: View,
  column = 'city',
): { readonly sql: string; readonly parameters: Parameters } {
  if (cities.length === 0) return { sql: 'TRUE', parameters: {} };
  return {
    sql: `${column} IN (${cities.map((_, index) => `$city${index}`).join(', ')})`,
    parameters: Object.fromEntries(cities.map((city, index) => [`city${index}`, city])),
  };
}

export function addDays(date: string, days: number): string {
  return dayOf(Date.parse(`${date}T00:00:00Z`) + days * dayMs);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** The same day of another year; the 29th of February becomes the 28th. */
export function addYears(date: string, years: number): string {
  const year = String(Number(date.slice(0, 4)) + years);
  return date.endsWith('-02-29') ? `${year}-02-28` : `${year}${date.slice(4)}`;
}

export function monthStart(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
