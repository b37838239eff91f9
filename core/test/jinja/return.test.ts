import { describe, expect, it } from 'vitest';
import { type HostValue, render, renderSync } from '../../src/jinja/index.ts';

/** What a macro `m` gives, with and without waiting. */
async function given(macros: string): Promise<unknown> {
  const source = '{{ m(3) | tojson }}';
  const later = (value: HostValue): Promise<HostValue> => Promise.resolve(value);
  const waited = JSON.parse(await render(source, { later }, { macros })) as unknown;
  expect(JSON.parse(renderSync(source, { later: (value: HostValue) => value }, { macros }))).toEqual(waited);
  return waited;
}

describe('return()', () => {
  it.each([
    ['alone', '{% macro m(x) %}a{{ return([x]) }}b{% endmacro %}', [3]],
    ['in do', '{% macro m(x) %}{% do return({"a": x}) %}{% endmacro %}', { a: 3 }],
    ['within an expression', '{% macro m(x) %}{% set y = return(x) %}{% endmacro %}', 3],
    ['in an if', '{% macro m(x) %}{% if x > 2 %}{{ return(1) }}{% endif %}{{ return(2) }}{% endmacro %}', 1],
    ['in a loop', '{% macro m(x) %}{% for i in range(9) %}{% if i == x %}{{ return(i) }}{% endif %}{% endfor %}{% endmacro %}', 3],
    [
      'in a recursive loop',
      '{% macro m(x) %}{% for i in [[x]] recursive %}{% if i is iterable %}{{ loop(i) }}{% else %}{{ return(i) }}{% endif %}{% endfor %}{% endmacro %}',
      3,
    ],
    ['in a set block', '{% macro m(x) %}{% set y %}a{{ return(x) }}{% endset %}{% endmacro %}', 3],
    ['in a filter block', '{% macro m(x) %}{% filter upper %}a{{ return(x) }}{% endfilter %}{% endmacro %}', 3],
    ['in a call block: of the macro that calls it', '{% macro n() %}a{{ caller() }}b{% endmacro %}{% macro m(x) %}{% call n() %}{{ return(x) }}{% endcall %}c{% endmacro %}', '3c'],
    ['in a macro within: of that one', '{% macro m(x) %}{% macro n(y) %}{{ return([y]) }}{% endmacro %}{{ return(n(x)) }}{% endmacro %}', [3]],
    ['of what a macro returns', '{% macro n(y) %}{{ return(y) }}{% endmacro %}{% macro m(x) %}{{ return(n([x])) }}{% endmacro %}', [3]],
    ['of what has to be awaited', '{% macro m(x) %}{{ return(later(x)) }}{% endmacro %}', 3],
    ['of nothing', '{% macro m(x) %}{{ return(none) }}{% endmacro %}', null],
    ['of a name that a parameter takes', '{% macro n(return) %}{{ return(7) }}{% endmacro %}{% macro y(x) %}<{{ x }}>{% endmacro %}{% macro m(x) %}{{ n(y) }}!{% endmacro %}', '<7>!'],
    ['of a name that is set', '{% macro y(x) %}<{{ x }}>{% endmacro %}{% macro m(x) %}{% set return = y %}{{ return(x) }}!{% endmacro %}', '<3>!'],
    ['of a macro of that name', '{% macro return(x) %}<{{ x }}>{% endmacro %}{% macro m(x) %}{{ return(x) }}!{% do return(x) %}{% endmacro %}', '<3>!'],
    ['of a macro of that name that waits', '{% macro return(x) %}<{{ later(x) }}>{% endmacro %}{% macro m(x) %}{{ return(x) }}!{% endmacro %}', '<3>!'],
  ])('%s', async (_, macros, expected) => {
    expect(await given(macros)).toEqual(expected);
  });
});
