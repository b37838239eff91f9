import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatSql, tokenizeSql } from '../../src/lint/index.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const format = (text: string): string | undefined => formatSql(text).text;

/** What the file says, whatever its layout. */
const words = (text: string): string =>
  tokenizeSql(text)
    .map((token) => (token.kind === 'word' && !token.isMixed ? token.text.toLowerCase() : token.text))
    .join('\u0000');

describe('tokens', () => {
  const kinds = (text: string): string[] => tokenizeSql(text).map(({ kind, text: of }) => `${kind} ${of}`);

  test.each<[string, string[]]>([
    ["stg_{{ x }}_y {{ z }}", ['word stg_{{ x }}_y', 'expression {{ z }}']],
    ["'it''s {{ f(\"'\") }}' \"a\"\"b\"", ["string 'it''s {{ f(\"'\") }}'", 'quoted "a""b"']],
    ["{{ {'a': '}}'} }}", ["expression {{ {'a': '}}'} }}"]],
    ['{% raw %}{{ x }}{% endraw %} a', ['expression {% raw %}{{ x }}{% endraw %}', 'word a']],
    ['-- a {{ b }}\nc', ['comment -- a {{ b }}', 'word c']],
    ['/* a /* b */ c */ d', ['comment /* a /* b */ c */', 'word d']],
    ["$$ it's $$ $a$ $$ $a$", ["string $$ it's $$", 'string $a$ $$ $a$']],
    ["e'a\\'b' x'ff'", ["string e'a\\'b'", "string x'ff'"]],
    ["x::int->>'a' 1.5e-3 .5 1_000", ['word x', 'operator ::', 'word int', 'operator ->>', "string 'a'", 'number 1.5e-3', 'number .5', 'number 1_000']],
    ['{%- if x %}a{%- endif %}', ['word {%- if x %}a{%- endif %}']],
    ["'never closed", ["string 'never closed"]],
    ['{{ never closed', ['expression {{ never closed']],
    ['größe_1 名前', ['word größe_1', 'word 名前']],
  ])('%s', (text, expected) => expect(kinds(text)).toEqual(expected));
});

describe('format', () => {
  test.each<[string, string]>([
    ['select a from b', 'SELECT\n    a\nFROM\n    b\n'],
    ["select stg_{{ x }} from {{ ref('y') }}", "SELECT\n    stg_{{ x }}\nFROM\n    {{ ref('y') }}\n"],
    [
      "{{ config(a='b') }}\n\nselect 1 as a",
      "{{ config(a='b') }}\n\nSELECT\n    1 AS a\n",
    ],
    [
      'select\n{% for c in d %}\n{{ c }} as x_{{ c }}{% if not loop.last %},{% endif %}\n{% endfor %}\nfrom t',
      'SELECT\n    {% for c in d %}\n        {{ c }} AS x_{{ c }}{% if not loop.last %},{% endif %}\n    {% endfor %}\nFROM\n    t\n',
    ],
    [
      'select * from t\n{% if is_incremental() %}\nwhere x > 1\n{% else %}\nwhere x > 0\n{% endif %}',
      'SELECT\n    *\nFROM\n    t\n{% if is_incremental() %}\n    WHERE\n        x > 1\n{% else %}\n    WHERE\n        x > 0\n{% endif %}\n',
    ],
    ["select left(a, 1), \"left\", b.filter, count(*) filter (where c)", "SELECT\n    left(a, 1),\n    \"left\",\n    b.filter,\n    count(*) FILTER(\n        WHERE\n            c\n    )\n"],
    ['select 1 /*\n  kept\n     as is */ as a', 'SELECT\n    1 /*\n  kept\n     as is */ AS a\n'],
  ])('%s', (text, expected) => expect(format(text)).toBe(expected));

  test.each(['select ( from )) x', "{% if a %}select 1{% else %}((("])('leaves alone what it cannot read: %s', (text) => {
    const { problem, text: result } = formatSql(text);
    expect(problem === undefined ? words(result) : words(text)).toBe(words(text));
  });

  const folders = ['models', 'snapshots', 'tests', 'core/test/run/cases', 'core/test/parse', 'core/test/cli/projects'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.sql') && !name.includes('macros'))
      .map((name) => join(folder, name)),
  );

  /** Every model of this repository: laid out, it says the same, and laying it out again changes nothing. */
  test('keeps what files say, and settles', () => {
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8');
      const once = format(text);
      if (once === undefined) continue;
      expect(words(once), file).toBe(words(text));
      expect(format(once), file).toBe(once);
    }
  });
});
