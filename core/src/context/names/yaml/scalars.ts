import { fromIso, PyDate } from '../../../jinja/datetime.ts';
import { Float, type Value } from '../../../jinja/index.ts';

/**
 * What a plain scalar means to PyYAML, which reads YAML 1.1: `yes` is true, `010` is 8, `1:30` is 90, a date is a date.
 * @see YAML 1.1, "Language-independent types"
 */
export function readScalar(text: string): Value {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return null;
  if (/^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return true;
  if (/^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return false;
  if (isInteger(text)) return readInteger(text.replaceAll('_', ''));
  if (isFloat(text)) return new Float(readFloat(text.replaceAll('_', '').toLowerCase()));
  return readTime(text) ?? text;
}

/** Whether a plain scalar would be something else than this text. */
export function isAmbiguous(text: string): boolean {
  return readScalar(text) !== text || text === '=' || text === '<<';
}

const isInteger = (text: string): boolean =>
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/.test(
    text,
  );

const isFloat = (text: string): boolean =>
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.test(
    text,
  );

function readInteger(text: string): number | bigint {
  const [sign, digits] = /^[-+]/.test(text) ? [text[0]!, text.slice(1)] : ['+', text];
  const size = digits.includes(':')
    ? BigInt(sexagesimal(digits))
    : BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const value = sign === '-' ? -size : size;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function readFloat(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const size = text.replace(/^[-+]/, '');
  if (size === '.inf') return sign * Number.POSITIVE_INFINITY;
  if (size === '.nan') return Number.NaN;
  return sign * (size.includes(':') ? sexagesimal(size) : Number(size));
}

const sexagesimal = (text: string): number =>
  text.split(':').reduce((total, part) => total * 60 + Number(part), 0);

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d{1,2})(?::(\d{2}))?))?)?$/;

/** A date, or a date with a time, or undefined for what is neither. */
function readTime(text: string): Value | undefined {
  const found = timestamp.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone, sign, zoneHour, zoneMinute = '00'] =
    found;
  if (hour === undefined && !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const date = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  if (hour === undefined) return new PyDate(fromIso(date).day);
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  const clock = `${hour.padStart(2, '0')}:${minute}:${second}.${micros}`;
  const offset =
    zone === undefined ? '' : zone === 'Z' ? '+00:00' : `${sign}${zoneHour!.padStart(2, '0')}:${zoneMinute}`;
  return fromIso(`${date}T${clock}${offset}`);
}
