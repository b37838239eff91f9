import { TemplateFault, TemplateObject, type Value } from '../values/index.ts';
import { formatOffset } from './calendar.ts';

/** A time zone: its name, and how far its clocks are from UTC at a moment. */
export interface TimeZone {
  readonly name: string;
  /** Minutes east of UTC at a moment, given in milliseconds since 1970 UTC. */
  offsetMinutes(epochMs: number): number;
  /** What its clocks call themselves at a moment: `CET`; the name where it is always the same. */
  abbreviation?(epochMs: number): string;
  /** The zone whose clocks are meant, where this is only how far they are from UTC at one moment. */
  readonly region?: TimeZone;
}

/** A zone as it is at one moment: arithmetic does not change its distance from UTC, as with pytz. */
export function settledZone(zone: TimeZone, minutes: number): TimeZone {
  const region = zone.region ?? zone;
  return {
    name: region.name,
    region,
    offsetMinutes: () => minutes,
    ...(region.abbreviation && { abbreviation: (epochMs) => region.abbreviation!(epochMs) }),
  };
}

/** How far clocks are ahead of what they show in the other half of the year, in minutes. */
export function dstMinutes(zone: TimeZone, epochMs: number): number {
  const region = zone.region ?? zone;
  const halfYearMs = 182 * 86_400_000;
  const around = [-halfYearMs, 0, halfYearMs].map((shift) => region.offsetMinutes(epochMs + shift));
  return region.offsetMinutes(epochMs) - Math.min(...around);
}

export const utc: TimeZone = { name: 'UTC', offsetMinutes: () => 0 };

/** A zone of a fixed distance from UTC: `Z`, `+02:00`; undefined for none. */
export function offsetZone(text: string | undefined): TimeZone | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === 'Z' || text === 'z') return utc;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (!match) return undefined;
  return fixedZone((Number(match[2]) * 60 + Number(match[3] ?? 0)) * (match[1] === '-' ? -1 : 1));
}

export function fixedZone(minutes: number): TimeZone {
  return minutes === 0 ? utc : { name: `UTC${formatOffset(minutes, ':')}`, offsetMinutes: () => minutes };
}

/** A zone of the system's table, such as `Europe/Berlin`. @throws TemplateFault for a name that is not in it */
export function namedZone(name: string): TimeZone {
  if (name.toUpperCase() === 'UTC') return utc;
  const part = (timeZoneName: 'longOffset' | 'short'): ((epochMs: number) => string) => {
    // Only a locale of the zone's own part of the world has its abbreviation; en-US has America's.
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName });
    return (epochMs) =>
      format.formatToParts(epochMs).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  };
  let offset: (epochMs: number) => string;
  try {
    offset = part('longOffset');
  } catch {
    throw new TemplateFault(`there is no time zone '${name}'`);
  }
  const offsetMinutes = (epochMs: number): number => {
    const match = /GMT([+-])(\d{2}):(\d{2})/.exec(offset(epochMs));
    return match ? (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1) : 0;
  };
  return {
    name,
    offsetMinutes,
    abbreviation: (epochMs) =>
      european.get(name)?.[offsetMinutes(epochMs) / 60] ?? bareOffset(part('short')(epochMs)),
  };
}

/** What zones without letters of their own are called: `-03`, `+0545`. */
function bareOffset(text: string): string {
  const match = /^GMT([+-])(\d+)(?::(\d+))?$/.exec(text);
  return match ? `${match[1]}${match[2]!.padStart(2, '0')}${match[3] ?? ''}` : text;
}

/** Abbreviations by hours east of UTC, for zones whose clocks en-US only calls by their distance. */
const european = new Map<string, Readonly<Record<number, string>>>([
  ...[
    'Berlin',
    'Paris',
    'Madrid',
    'Rome',
    'Vienna',
    'Zurich',
    'Amsterdam',
    'Brussels',
    'Prague',
    'Warsaw',
    'Stockholm',
    'Copenhagen',
    'Oslo',
    'Budapest',
  ].map((city) => [`Europe/${city}`, { 1: 'CET', 2: 'CEST' }] as const),
  ['Europe/London', { 0: 'GMT', 1: 'BST' }],
  ...['Helsinki', 'Athens', 'Bucharest', 'Kyiv', 'Sofia', 'Vilnius', 'Riga', 'Tallinn'].map(
    (city) => [`Europe/${city}`, { 2: 'EET', 3: 'EEST' }] as const,
  ),
]);

/** A time zone as templates see it. */
export class ZoneObject extends TemplateObject {
  override readonly typeName = 'tzinfo';
  readonly zone: TimeZone;
  readonly #methods: ((name: string, zone: TimeZone) => Value | undefined) | undefined;

  /** @param methods What a zone of pytz can do. */
  constructor(zone: TimeZone, methods?: (name: string, zone: TimeZone) => Value | undefined) {
    super();
    this.zone = zone;
    this.#methods = methods;
  }

  override isTrue(): boolean {
    return true;
  }

  override equals(other: Value): boolean {
    return other instanceof ZoneObject && other.zone.name === this.zone.name;
  }

  override getAttribute(name: string): Value | undefined {
    return name === 'zone' ? this.zone.name : this.#methods?.(name, this.zone);
  }

  override toStr(): string {
    return this.zone.name;
  }
}
