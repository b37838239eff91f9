import { describe, expect, it } from 'vitest';
import { formatDiagnostic, type UserError } from '../../src/diagnostics/index.ts';
import { parseBlocks, parseTemplate, renderSync } from '../../src/jinja/index.ts';

const file = 'models/orders.sql';

function problems(text: string): string[] {
  return parseTemplate(text, { file }).diagnostics.map(({ at, message, hint }) =>
    [`${at?.line}:${at?.column} ${message}`, hint].filter(Boolean).join(' — '),
  );
}

function failure(template: string, macros = ''): string {
  try {
    renderSync(template, { names: ['a'], settings: { colour: 'red' } }, { macros, file });
  } catch (error) {
    const [diagnostic] = (error as UserError).diagnostics;
    return formatDiagnostic(diagnostic!, () => undefined);
  }
  throw new Error('it rendered');
}

describe('syntax errors', () => {
  it('names the place where an open block starts', () => {
    expect(problems('select 1\n{% if x %}\nfrom t')).toEqual([
      '2:1 Cannot parse the template: Expected {% endif %}, found end of file — Close the block that {% if %} opens here',
    ]);
  });

  it('reports several errors of one file', () => {
    expect(problems('{{ a b }}\n{% if 1 + %}x{% endif %}\n{{ x | uper }}\n{% set y = ) %}')).toEqual([
      '1:6 Cannot parse the template: Unexpected "b", expected "}}"',
      '2:11 Cannot parse the template: Unexpected end of tag "%}", expected an expression',
      `3:4 Cannot parse the template: No filter named 'uper' — Did you mean "upper"?`,
      '4:12 Cannot parse the template: Unexpected ")": nothing is open',
    ]);
  });

  it('goes on with the next macro after a broken one', () => {
    const text = '{% macro a() %}{% if x %}{% endmacro %}\n{% macro b() %}{{ 1 + }}{% endmacro %}\n{% macro c() %}ok{% endmacro %}';
    const { value, diagnostics } = parseBlocks(text, { file });
    expect(diagnostics.map(({ at }) => at?.line)).toEqual([1, 2]);
    expect(value.map(({ name }) => name)).toEqual(['b', 'c']);
  });

  it.each([
    ['{% fro x in y %}{% endfor %}', 'Unknown tag "fro"'],
    ['{{ f(1 }}', 'Unexpected "}", expected ")"'],
    ['{% for x in y %}{% endif %}', 'the innermost open block is "for"'],
    ['{{ "never closed }}', 'Missing end of string'],
    ['{# never closed', 'Missing end of comment'],
    ['{% raw %}', 'Missing end of raw block'],
    ['{% endmacro %}', 'no block is open'],
    [`{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`, 'nested more than'],
    ['{% if 1 %}'.repeat(20_000), 'nested'],
  ])('%#: %.30s', (text, message) => {
    expect(problems(text).join('\n')).toContain(message);
  });
});

describe('errors while rendering', () => {
  it('says which name was meant', () => {
    expect(failure('select\n  {{ nmaes.x }}')).toBe(
      `models/orders.sql:2:6  UNDEFINED_NAME\n  'nmaes' is undefined\n  Did you mean "names"?`,
    );
  });

  it('says which attribute was meant', () => {
    expect(failure('{{ settings.color.x }}')).toContain('Did you mean "colour"?');
  });

  it('shows the macros on the way', () => {
    const macros = '{% macro outer(x) %}\n  {{ inner(x) }}\n{% endmacro %}\n{% macro inner(x) %}{{ x + 1 }}{% endmacro %}';
    expect(failure('{{ outer("a") }}', macros)).toBe(
      [
        'models/orders.sql (macros):4:24  TEMPLATE_ERROR',
        '  can only concatenate str (not "int") to str',
        '  in macro inner, called at models/orders.sql (macros):2:6',
        '  in macro outer, called at models/orders.sql:1:4',
        '  Use ~ to join values of any type as text',
      ].join('\n'),
    );
  });

  it.each([
    ['{{ "a".upper(1) }}', 'upper() takes no arguments, not 1'],
    ['{{ "a" | truncate(lenght=3) }}', 'Did you mean "length"?'],
    ['{{ m(colunm=1) }}', 'Did you mean "column"?'],
    ['{{ 1 / 0 }}', 'division by zero'],
    ['{{ return(1) }}', 'Cannot return() here'],
  ])('%s', (template, message) => {
    expect(failure(template, '{% macro m(column) %}{% endmacro %}')).toContain(message);
  });
});
