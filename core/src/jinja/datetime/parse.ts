import { TemplateFault } from '../values/index.ts';
import { clockMicros, dayNumber, months } from './calendar.ts';
import { DateTime } from './date-time.ts';
import { offsetZone } from './zone.ts';

/** A pattern for each letter after `%`, and the part that it finds. */
const parsers: ReadonlyMap<string, readonly [pattern: string, part: string]> = new Map([
  ['Y', ['\\d{4}', 'year']],
  ['y', ['\\d{2}', 'shortYear']],
  ['m', ['1[0-2]|0[1-9]|[1-9]', 'month']],
  ['d', ['3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]', 'day']],
  ['H', ['2[0-3]|[01]\\d|\\d', 'hour']],
  ['I', ['1[0-2]|0[1-9]|[1-9]', 'hour']],
  ['M', ['[0-5]\\d|\\d', 'minute']],
  ['S', ['[0-5]\\d|\\d', 'second']],
  ['f', ['\\d{1,6}', 'micro']],
  ['j', ['36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]', 'dayOfYear']],
  ['b', [months.map((name) => name.slice(0, 3)).join('|'), 'monthName']],
  ['B', [months.join('|'), 'monthName']],
  ['a', ['Mon|Tue|Wed|Thu|Fri|Sat|Sun', 'weekday']],
  ['A', ['Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday', 'weekday']],
  ['p', ['AM|PM', 'half']],
  ['z', ['Z|[+-]\\d{2}:?\\d{2}', 'zone']],
  ['Z', ['UTC|GMT', 'zoneName']],
]);

/** `datetime.strptime`. @throws TemplateFault when the text is not of the format */
export function strptime(text: string, format: string): DateTime {
  const parts: string[] = [];
  const expanded = format.replaceAll('%F', '%Y-%m-%d').replaceAll('%T', '%H:%M:%S');
  const pattern = expanded.replace(
    /%([\s\S])|([.*+?^${}()|[\]\\])|\s+/g,
    (_, directive: string | undefined, special: string | undefined) => {
      if (special !== undefined) return `\\${special}`;
      if (directive === undefined) return '\\s+';
      if (directive === '%') return '%';
      const parser = parsers.get(directive);
      if (!parser) throw new TemplateFault(`'${directive}' is a bad directive in format '${format}'`);
      parts.push(parser[1]);
      return `(${parser[0]})`;
    },
  );
  const match = new RegExp(`^${pattern}$`, 'i').exec(text);
  if (!match) throw new TemplateFault(`time data '${text}' does not match format '${format}'`);
  return assemble(new Map(parts.map((part, index) => [part, match[index + 1]!])));
}

function assemble(found: ReadonlyMap<string, string>): DateTime {
  const number = (part: string, fallback: number): number => Number(found.get(part) ?? fallback);
  const short = number('shortYear', 0);
  const year = found.has('shortYear') ? short + (short < 69 ? 2000 : 1900) : number('year', 1900);
  const monthName = found.get('monthName')?.toLowerCase();
  const month =
    monthName === undefined
      ? number('month', 1)
      : months.findIndex((name) => name.toLowerCase().startsWith(monthName)) + 1;
  const half = found.get('half')?.toLowerCase();
  const hour = half === undefined ? number('hour', 0) : (number('hour', 12) % 12) + (half === 'pm' ? 12 : 0);
  const day = found.has('dayOfYear')
    ? dayNumber(year, 1, 1) + number('dayOfYear', 1) - 1
    : dayNumber(year, month, number('day', 1));
  const micros = Number((found.get('micro') ?? '0').padEnd(6, '0'));
  return new DateTime(
    day,
    clockMicros(hour, number('minute', 0), number('second', 0), micros),
    offsetZone(found.get('zone')),
  );
}

const iso =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** `datetime.fromisoformat`. @throws TemplateFault for any other text */
export function fromIso(text: string): DateTime {
  const match = iso.exec(text);
  if (!match) throw new TemplateFault(`Invalid isoformat string: '${text}'`);
  const [, year, month, day, hour = '0', minute = '0', second = '0', micro = '0', zone] = match;
  const fraction = Number(micro.padEnd(6, '0').slice(0, 6));
  return new DateTime(
    dayNumber(Number(year), Number(month), Number(day)),
    clockMicros(Number(hour), Number(minute), Number(second), fraction),
    offsetZone(zone),
  );
}
