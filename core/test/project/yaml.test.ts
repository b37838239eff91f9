import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Json, type JsonObject, parseYaml } from '../../src/config/index.ts';

/** A value as record.py writes it down. */
type Recorded =
  | null
  | boolean
  | number
  | string
  | readonly Recorded[]
  | { readonly float: string }
  | { readonly int: string }
  | { readonly date: string }
  | { readonly map: readonly (readonly [Recorded, Recorded])[] };

interface Answer {
  readonly text: string;
  readonly value?: Recorded;
  readonly error?: string;
  readonly line?: number | null;
}

const recorded = JSON.parse(readFileSync(new URL('recorded/yaml.json', import.meta.url), 'utf8')) as {
  readonly scalars: readonly Answer[];
  readonly documents: readonly Answer[];
};

/** What differs on purpose. */
const different = new Map<string, string>([
  ['x: =\n', 'the text "=", where PyYAML knows the tag but has no reading of it'],
  ['x: <<\n', 'likewise the text "<<"'],
  ['1: one\ntrue: yes\nnull: nothing\n1.5: half\n', 'keys are text: 1 and true are two'],
]);

/** PyYAML's value as plain data: keys are text, floats are numbers, dates stay as they are written. */
function plain(value: Recorded, text: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Recorded) => plain(item, text));
  if ('float' in value) return numberOf((value as { float: string }).float);
  if ('int' in value) return Number((value as { int: string }).int);
  if ('date' in value) return text.slice(text.indexOf(' ') + 1).trimEnd();
  const { map } = value as { map: readonly (readonly [Recorded, Recorded])[] };
  return Object.fromEntries(map.map(([key, item]) => [keyOf(key), plain(item, text)]));
}

const keyOf = (key: Recorded): string =>
  typeof key === 'object' && key !== null && 'float' in key ? String(numberOf(key.float)) : String(key);

const numberOf = (text: string): number =>
  text === 'nan' ? Number.NaN : text.endsWith('inf') ? Number(`${text.slice(0, -3)}Infinity`) : Number(text);

function check({ text, value, error, line }: Answer): void {
  const parsed = parseYaml(text, 'x.yml');
  const problems = parsed.diagnostics.filter(({ severity }) => severity === 'error');
  if (error === undefined) {
    expect(problems).toEqual([]);
    expect(parsed.value.value).toEqual(plain(value!, text));
    return;
  }
  expect(problems).toHaveLength(1);
  // PyYAML tells where a file ends that lacks something; that may be a line below the last.
  if (typeof line === 'number' && line <= text.split('\n').length - 1) expect(problems[0]!.at!.line).toBe(line);
}

/** Values, and which texts are none, as PyYAML has them (record.py). */
describe('YAML 1.1', () => {
  const answers = [...recorded.scalars, ...recorded.documents].filter(({ text }) => !different.has(text));
  test.each(answers.map((answer) => [JSON.stringify(answer.text), answer] as const))('%s', (_, answer) => {
    check(answer);
  });
});

describe('places', () => {
  const document = parseYaml('a:\n  - b: 1\n    c: "x"\nd: &x {e: 2}\nf: *x\n', 'x.yml').value;
  const at = (...path: (string | number)[]): string | undefined => {
    const span = document.span(path);
    return span && `${span.line}:${span.column}-${span.endLine}:${span.endColumn}`;
  };

  test('of values', () => {
    expect([at('a', 0, 'b'), at('a', 0, 'c'), at('d', 'e'), at('f')]).toEqual(['2:8-2:9', '3:8-3:11', '4:11-4:12', '5:4-5:6']);
  });

  test('of values behind an alias', () => expect(at('f', 'e')).toBe('4:11-4:12'));

  test('of nothing', () => expect([at('x'), at('a', 7), at('a', 0, 'b', 'deeper')]).toEqual([undefined, undefined, undefined]));

  test('of keys', () => {
    const key = document.keySpan(['a', 0, 'c']);
    expect(key).toEqual({ file: 'x.yml', line: 3, column: 5, endLine: 3, endColumn: 6 });
    expect(document.keySpan(['f'])).toMatchObject({ line: 5, column: 1 });
  });

  test('are those of the text with its byte order mark and CRLF', () => {
    const marked = parseYaml('\ufeffa: 1\r\nb:\r\n  c: 2\r\n', 'x.yml').value;
    expect(marked.span(['a'])).toMatchObject({ line: 1, column: 4 });
    expect(marked.span(['b', 'c'])).toMatchObject({ line: 3, column: 6 });
  });
});

test.each([
  ['2013-11-03 00:00:00-0', '2013-11-03T00:00:00+00:00'],
  ['2013-11-03 01:02:03', '2013-11-03T01:02:03'],
  ['2013-11-03T01:02:03.5+02:00', '2013-11-03T01:02:03.500000+02:00'],
  ['2013-1-3t1:02:03Z', '2013-01-03T01:02:03+00:00'],
  ['2013-11-03', undefined],
  ["'2013-11-03 01:02:03'", undefined],
])('the time %s is %s', (written, time) => {
  expect(parseYaml(`a: [${written}]\n`, 'x.yml').value.timestamp(['a', 0])).toBe(time);
});

test('a template without quotes is pointed at', () => {
  const { diagnostics } = parseYaml('models:\n  +enabled: true\n  +schema: {{ env_var("X") }}\n', 'x.yml');
  expect(diagnostics).toMatchObject([
    { code: 'YAML_SYNTAX', at: { line: 3, column: 13 }, hint: expect.stringContaining('quotes') as string },
  ]);
});

describe('hostile texts', () => {
  test('aliases of aliases are refused before they fill the memory', () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const items = level === 0 ? 'x' : Array.from({ length: 9 }, () => `*l${level - 1}`).join(', ');
      return `l${level}: &l${level} [${items}]`;
    });
    const { value, diagnostics } = parseYaml(levels.join('\n'), 'x.yml');
    expect(value.value).toBeNull();
    expect(diagnostics).toMatchObject([{ code: 'YAML_SYNTAX', severity: 'error' }]);
  });

  test('a merge of merges too', () => {
    const levels = Array.from({ length: 30 }, (_, level) =>
      level === 0 ? 'l0: &l0 {a: 1}' : `l${level}: &l${level} {x: *l${level - 1}, y: *l${level - 1}}`,
    );
    expect(parseYaml(levels.join('\n'), 'x.yml').diagnostics).toHaveLength(1);
  });

  test('a value that holds itself', () => {
    expect(parseYaml('a: &a\n  b: *a\n', 'x.yml').diagnostics).toMatchObject([{ code: 'YAML_SYNTAX' }]);
  });

  test.each(['[', '{a: '])('deep nesting of %s', (open) => {
    const { diagnostics } = parseYaml(open.repeat(100_000), 'x.yml');
    expect(diagnostics).toMatchObject([{ code: 'YAML_SYNTAX', severity: 'error' }]);
  });

  test.each(['__proto__', 'constructor', 'toString'])('the key %s is a key like any other', (key) => {
    const { value } = parseYaml(`${key}: {x: 1}\n`, 'x.yml').value;
    expect(Object.entries(value as JsonObject)).toEqual([[key, { x: 1 }]]);
    expect(({} as { x?: Json }).x).toBeUndefined();
  });
});
