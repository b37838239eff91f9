import type { ColumnKind, Value } from './api.ts';
import { language } from './state.ts';

const formats = new Map<string, Intl.NumberFormat>();

function number(value: number, options: Intl.NumberFormatOptions): string {
  const locale = language.value === 'de' ? 'de-DE' : 'en-GB';
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, format);
  return format.format(value);
}

export const whole = (value: number): string => number(value, { maximumFractionDigits: 0 });
export const money = (value: number): string => number(value, { style: 'currency', currency: 'EUR' });
export const wholeMoney = (value: number): string =>
  number(value, { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
/** Money and counts in few characters, for axes. */
export const short = (value: number): string =>
  number(value, { notation: 'compact', maximumFractionDigits: 1 });
export const percent = (fraction: number): string =>
  number(fraction, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
export const wholePercent = (fraction: number): string =>
  number(fraction, { style: 'percent', maximumFractionDigits: 0 });
export const signedPercent = (fraction: number): string =>
  number(fraction, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });

/** A day as the language writes it; `YYYY-MM-DD` goes in. */
export function day(date: string): string {
  return dateFormat({ day: '2-digit', month: '2-digit', year: 'numeric' }, date);
}

export function month(date: string): string {
  return dateFormat({ month: 'short', year: 'numeric' }, date);
}

export function moment(time: string): string {
  return new Intl.DateTimeFormat(language.value === 'de' ? 'de-DE' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(time));
}

function dateFormat(options: Intl.DateTimeFormatOptions, date: string): string {
  const locale = language.value === 'de' ? 'de-DE' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(Date.parse(date));
}

/** A table's value as text. */
export function shown(value: Value, kind: ColumnKind): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    if (kind === 'money') return money(value);
    if (kind === 'percent') return percent(value);
    return kind === 'number'
      ? number(value, { maximumFractionDigits: 2 })
      : kind === 'integer'
        ? whole(value)
        : String(value);
  }
  if (kind === 'date') return day(value);
  return kind === 'month' ? month(value) : value;
}
