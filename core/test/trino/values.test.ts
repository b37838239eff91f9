import { describe, expect, it } from 'vitest';
import { readPage } from '../../src/adapters/trino/page.ts';
import { readType } from '../../src/adapters/trino/types.ts';
import { readingOf, type Wire } from '../../src/adapters/trino/values.ts';
import { toStr } from '../../src/jinja/index.ts';

/** A value of a column as a template prints it, from the JSON of a page. */
function shown(type: string, json: string): string {
  const page = readPage(`{"id":"q","data":[[${json}]]}`);
  return toStr(readingOf(type).read(page.data![0]![0] as Wire));
}

describe('a value of type', () => {
  it.each([
    ['boolean', 'true', 'True'],
    ['integer', '-7', '-7'],
    ['bigint', '9007199254740993', '9007199254740993'],
    ['bigint', '-9223372036854775808', '-9223372036854775808'],
    ['double', '1.5', '1.5'],
    ['double', '"NaN"', 'NaN'],
    ['double', '"-Infinity"', '-Infinity'],
    ['double', '1.5E25', '1.5E+25'],
    ['decimal(38, 2)', '"123456789012345678901234567890123456.78"', '123456789012345678901234567890123456.78'],
    ['decimal(3, 2)', '"-0.50"', '-0.50'],
    ['varchar(20)', '"it is 12345678901234567890"', 'it is 12345678901234567890'],
    ['varchar', '"\\"quoted\\" \\\\ 1234567890123456789"', '"quoted" \\ 1234567890123456789'],
    ['char(3)', '"a  "', 'a  '],
    ['date', '"2024-02-29"', '2024-02-29'],
    ['date', '"+10000-01-01"', '+10000-01-01'],
    ['time(3)', '"13:14:15.160"', '13:14:15.160000'],
    ['timestamp(6)', '"2024-01-02 03:04:05.123456"', '2024-01-02 03:04:05.123456'],
    ['timestamp(9)', '"2024-01-02 03:04:05.123456789"', '2024-01-02 03:04:05.123456'],
    ['timestamp(3) with time zone', '"2024-01-02 03:04:05.000 UTC"', '2024-01-02 03:04:05+00:00'],
    ['timestamp(3) with time zone', '"2024-07-02 03:04:05.000 Europe/Berlin"', '2024-07-02 03:04:05+02:00'],
    ['timestamp(0) with time zone', '"2024-07-02 03:04:05 -05:30"', '2024-07-02 03:04:05-05:30'],
    ['varbinary', '"AP8="', "b'\\x00\\xff'"],
    ['json', '"{\\"a\\":1}"', '{"a":1}'],
    ['uuid', '"12151fd2-7586-11e9-8f9e-2a86e4085a59"', '12151fd2-7586-11e9-8f9e-2a86e4085a59'],
    ['interval day to second', '"1 02:00:00.000"', '1 02:00:00.000'],
    ['array(bigint)', '[1,null,9007199254740993]', '[1, null, 9007199254740993]'],
    ['row(n integer, s varchar)', '[1,"x"]', '{"n": 1, "s": "x"}'],
    ['row(integer, timestamp(6) with time zone)', '[1,"2024-01-02 03:04:05.000 UTC"]', '[1, "2024-01-02 03:04:05+00:00"]'],
    ['map(varchar, array(decimal(3, 1)))', '{"k":["1.5",null]}', '{"k": [1.5, null]}'],
  ])('%s: %s is %s', (type, json, text) => {
    expect(shown(type, json)).toBe(text);
  });
});

describe('the name of a type', () => {
  it.each([
    ['timestamp(6) with time zone', 'timestamp with time zone'],
    ['decimal(10, 2)', 'decimal'],
    ['map(varchar, array(row("a b" integer)))', 'map'],
  ])('%s is read as %s', (type, name) => {
    expect(readType(type).name).toBe(name);
  });

  it('has the names of a row, quoted or not', () => {
    const { names, parts } = readType('row("a, b" varchar(3), c decimal(5, 2), d row(e date))');
    expect(names).toEqual(['a, b', 'c', 'd']);
    expect(parts.map((part) => part.name)).toEqual(['varchar', 'decimal', 'row']);
  });
});
