import { describe, expect, it } from 'vitest';
import type { UserError } from '../../src/diagnostics/index.ts';
import { Dict, dumpJson, Float, fromJson, parseJson, render, renderSync, toJson, toRepr, Tuple } from '../../src/jinja/index.ts';

describe('render, used alone', () => {
  it('gives text from plain data', async () => {
    expect(await render('select {{ cols | join(", ") }} from {{ t.name }}', { cols: ['a', 'b'], t: { name: 'x' } })).toBe('select a, b from x');
  });

  it('calls macros by bare name, and what they return()', async () => {
    const macros = '{% macro twice(x) %}{{ return([x, x]) }}{% endmacro %}{% macro say(x="a") %}{{ x }}{{ twice(x) | length }}{% endmacro %}';
    expect(await render('{{ say() }} {{ twice(1) }}', {}, { macros })).toBe('a2 [1, 1]');
  });

  it('gives functions plain data, keyword arguments last, and waits for promises anywhere', async () => {
    const context = {
      query: async (sql: string, options?: { limit: number }): Promise<number[]> => [sql.length, options?.limit ?? 0],
    };
    const template =
      '{% set rows = query("abc", limit=2) %}{% for r in query("ab") if query("x") %}{{ r }}{% endfor %}{% if query("x")[0] == 1 %}{{ rows }}{% endif %}{% macro m(a=query("defg")) %}{{ a }}{% endmacro %}{{ m() }}{{ [query("q")[0], 1 if query("z") else 2] | sum }}{% set t %}{{ query("12345")[0] }}{% endset %}{{ t }}';
    expect(await render(template, context)).toBe('20[3, 2][4, 0]25');
  });

  it('waits in recursive loops, call blocks, filters and comparisons', async () => {
    const later = async <T>(value: T): Promise<T> => value;
    const macros = '{% macro wrap() %}<{{ caller() }}>{% endmacro %}';
    const template =
      '{% for x in later([[1, [2]], 3]) recursive %}{% if x is iterable %}({{ loop(later(x)) }}){% else %}{{ later(x) }}{% endif %}{% endfor %} {% call wrap() %}{{ later("in") }}{% endcall %} {{ later("b") | upper }} {{ 1 < later(2) < later(3) }} {{ later(0) or later("or") }} {{ later("abc")[later(1)] }}';
    expect(await render(template, { later }, { macros })).toBe('(1(2))3 <in> B True or b');
  });

  it('throws an error with its place', async () => {
    const error: unknown = await render('a\n{{ 1 + }}').catch((reason: unknown) => reason);
    expect((error as UserError).diagnostics[0]).toMatchObject({ code: 'TEMPLATE_SYNTAX', at: { file: 'template', line: 2, column: 8 } });
    expect(() => renderSync('{{ f() }}', { f: async () => 1 })).toThrow('rendered without waiting');
  });

  it('passes on what a function throws', async () => {
    const cause = new Error('from outside');
    const fail = (): never => {
      throw cause;
    };
    await expect(render('{{ fail() }}', { fail })).rejects.toBe(cause);
  });
});

describe('values and JSON', () => {
  it('tells whole numbers from floats, and keeps large ones', () => {
    const value = parseJson('{"a": 1, "b": 1.0, "c": 12345678901234567890, "d": [null, true, "1.0"], "e": 1e3}');
    expect(toRepr(value)).toBe("{'a': 1, 'b': 1.0, 'c': 12345678901234567890, 'd': [None, True, '1.0'], 'e': 1000.0}");
    expect(dumpJson(value)).toBe('{"a": 1, "b": 1.0, "c": 12345678901234567890, "d": [null, true, "1.0"], "e": 1000.0}');
  });

  it('goes to plain data and back', () => {
    const plain = { a: [1, 'x', null, true], b: { c: 2.5 } };
    expect(toJson(fromJson(plain))).toEqual(plain);
    expect(toJson(new Tuple([1, new Float(2)]))).toEqual([1, 2]);
  });

  it('keeps keys as Python does', () => {
    const dict = new Dict([[1, 'int'], [new Float(1), 'float'], [true, 'bool'], ['1', 'text'], [new Tuple([1, 'a']), 'tuple']]);
    expect(toRepr(dict)).toBe("{1: 'bool', '1': 'text', (1, 'a'): 'tuple'}");
    expect(dict.get(new Tuple([new Float(1), 'a']))).toBe('tuple');
  });
});
