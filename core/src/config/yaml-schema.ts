import {
  boolYaml11Tag,
  FAILSAFE_SCHEMA,
  floatYaml11Tag,
  intYaml11Tag,
  mergeTag,
  NOT_RESOLVED,
  nullYaml11Tag,
} from 'js-yaml';

/** PyYAML takes the words for booleans, but not the letters `y` and `n`. */
const pyYamlBoolTag: typeof boolYaml11Tag = {
  ...boolYaml11Tag,
  resolve: (source, ...rest) =>
    /^[yn]$/i.test(source) ? NOT_RESOLVED : boolYaml11Tag.resolve(source, ...rest),
};

/** Python has no negative zero among its whole numbers. */
const pyYamlIntTag: typeof intYaml11Tag = {
  ...intYaml11Tag,
  resolve(...parameters) {
    const value = intYaml11Tag.resolve(...parameters);
    return value === 0 ? 0 : value;
  },
};

/** PyYAML wants a digit between a sign and the point, and takes any number that is tagged as a float. */
const pyYamlFloatTag: typeof floatYaml11Tag = {
  ...floatYaml11Tag,
  resolve(source, isExplicit, tagName) {
    if (/^[-+]\.\d/.test(source)) return NOT_RESOLVED;
    if (isExplicit && /^[-+]?\d+$/.test(source)) return Number(source);
    return floatYaml11Tag.resolve(source, isExplicit, tagName);
  },
};

/**
 * YAML 1.1 as PyYAML reads it (`yes` is true, `010` is 8, `<<` merges), but for dates, which stay text: that is what
 * they are in every artifact and template.
 */
export const pyYamlSchema = FAILSAFE_SCHEMA.withTags(
  nullYaml11Tag,
  pyYamlBoolTag,
  pyYamlIntTag,
  pyYamlFloatTag,
  mergeTag,
);

/** A float whose value no longer tells it from an integer: `1.0`. */
const wholeFloat = /^[-+]?(?:\d[\d_]*(?:\.0*)|\d[\d_]*\.[\d_]*[eE][-+]?\d+|\.[\d_]+[eE][-+]?\d+)$/;

/** Whether a plain scalar is a float by its spelling, though its value is a whole number. */
export function isWholeFloat(source: string): boolean {
  return wholeFloat.test(source);
}

/** Whether a text may hold such a float anywhere: most do not, and need not be looked at closer. */
export function holdsWholeFloat(text: string): boolean {
  return /[\d_]\.0*(?![\w.])|[\d._][eE][-+]?\d/.test(text);
}

/** A time as YAML 1.1 knows it, with a date before it. */
const time =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?$/;

/** How Python writes the time that PyYAML reads from a plain scalar; undefined for what is no time. */
export function isoTimestamp(source: string): string | undefined {
  const found = time.exec(source);
  if (!found) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    digits = '',
    zone,
    sign,
    zoneHour = '',
    zoneMinute = '00',
  ] = found;
  const two = (text: string | undefined): string => text!.padStart(2, '0');
  const fraction = digits.slice(0, 6).padEnd(6, '0');
  const offset =
    sign && Number(zoneHour) + Number(zoneMinute) > 0 ? `${sign}${two(zoneHour)}:${zoneMinute}` : '+00:00';
  return [
    `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}`,
    fraction === '000000' ? '' : `.${fraction}`,
    zone === undefined ? '' : offset,
  ].join('');
}
