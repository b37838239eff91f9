import { describe, expect, it } from 'vitest';
import { place, UserError } from '../../src/diagnostics/index.ts';
import { type Block, type MacroBlock, parseBlocks, parseTemplate, type Scope, toStr, type Value } from '../../src/jinja/index.ts';

const text = `-- text outside of blocks means nothing {{ not_even_this() }}
{% macro star(from, except=[], quote=True) -%}
  {{ dbt_utils.star(from, 'x') }} {{ adapter.dispatch('star', 'dbt_utils')(from) }} {{ x | upper }}
{%- endmacro %}

{% test not_negative(model, column_name) %}select * from {{ model }} where {{ column_name }} < 0{% endtest %}
{% data_test positive(model) %}{{ ref("a") }}{% enddata_test %}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}{{ return({}) }}{% endmaterialization %}
{% materialization plain, default %}{% endmaterialization %}
{% snapshot orders_snapshot %}
  {{ config(unique_key='id') }}
  select * from {{ source('shop', 'orders') }}
{% endsnapshot %}
{% docs orders %}
# Orders
With *text* and {{ '{{' }} braces.
{% enddocs %}`;

const { value: blocks, diagnostics } = parseBlocks(text, { file: 'all.sql' });
const find = (name: string): Block => blocks.find((block) => block.name === name)!;

describe('the blocks of a file', () => {
  it('are found with their kinds and names', () => {
    expect(diagnostics).toEqual([]);
    expect(blocks.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'macro star',
      'test test_not_negative',
      'test test_positive',
      'materialization materialization_table_duckdb',
      'materialization materialization_plain_default',
      'snapshot orders_snapshot',
      'docs orders',
    ]);
  });

  it('know their place, parameters and text', () => {
    const star = find('star') as MacroBlock;
    expect([place(star.span), place(star.nameSpan)]).toEqual(['all.sql:2:1', 'all.sql:2:10']);
    expect(star.parameters).toEqual([
      { name: 'from', hasDefault: false },
      { name: 'except', hasDefault: true },
      { name: 'quote', hasDefault: true },
    ]);
    expect(star.text.startsWith('{% macro star(') && star.text.endsWith('{%- endmacro %}')).toBe(true);
  });

  it('know what they call, without filters', () => {
    const calls = (find('star') as MacroBlock).calls.map(({ name, args, start, end }) => [name, args, text.slice(start, end)]);
    expect(calls).toEqual([
      ['dbt_utils.star', [null, 'x'], "dbt_utils.star(from, 'x')"],
      ['adapter.dispatch', ['star', 'dbt_utils'], "adapter.dispatch('star', 'dbt_utils')"],
    ]);
  });

  it('know a materialization by adapter and languages', () => {
    const { adapter, supportedLanguages } = find('materialization_table_duckdb') as MacroBlock;
    expect([adapter, supportedLanguages]).toEqual(['duckdb', ['sql', 'python']]);
    expect((find('materialization_plain_default') as MacroBlock).supportedLanguages).toEqual(['sql']);
  });

  it('keep documentation as it stands, and a snapshot as a template', () => {
    const docs = find('orders');
    expect(docs.kind === 'docs' && docs.contents).toBe("\n# Orders\nWith *text* and {{ '{{' }} braces.\n");
    const snapshot = find('orders_snapshot');
    const calls = snapshot.kind === 'snapshot' ? snapshot.template.calls : [];
    expect(calls.map(({ start, end }) => text.slice(start, end))).toEqual(["config(unique_key='id')", "source('shop', 'orders')"]);
  });
});

describe('a bound macro', () => {
  const names = new Map<string, Value>();
  const scope: Scope = { get: (name) => names.get(name) };
  const macros = `{% macro shout(x) %}{{ inner(x) | upper }}{{ caller is defined }}{% endmacro %}
{% macro inner(x) %}{{ x }}!{% endmacro %}
{% macro lenient() %}{{ nothing.at.all() }}{% endmacro %}`;
  for (const block of parseBlocks(macros, { file: 'm.sql' }).value) names.set(block.name, (block as MacroBlock).bind(scope));
  const render = (template: string, isLenient = false): string =>
    parseTemplate(template, { file: 't.sql' }).value.renderSync(scope, { isLenient });

  it('finds names through the scope it is bound to', () => {
    expect(render('{{ shout("a") }} {{ shout }} {{ shout.name }} {{ shout.arguments }}')).toBe("A!False <macro shout> shout ('x',)");
    const other: Scope = { get: (name) => (name === 'inner' ? undefined : scope.get(name)) };
    const block = parseBlocks(macros, { file: 'm.sql' }).value[0] as MacroBlock;
    const call = (): unknown =>
      parseTemplate('{{ shout("a") }}', { file: 't.sql' }).value.renderSync({
        get: (name) => (name === 'shout' ? block.bind(other) : undefined),
      });
    expect(call).toThrow("'inner' is undefined");
  });

  it('sees nothing of the template that calls it', () => {
    expect(render('{% set x = 1 %}{% set inner = 2 %}{{ shout("b") }}')).toBe('B!False');
  });

  it('is strict even where its caller is lenient, as in dbt', () => {
    expect(render('{{ nothing.at.all() }}ok', true)).toBe('ok');
    expect(() => render('{{ lenient() }}', true)).toThrow(UserError);
  });

  it('can be passed on and used by call blocks', () => {
    names.set('wrap', (parseBlocks('{% macro wrap() %}<{{ caller(1) }}>{% endmacro %}', { file: 'w.sql' }).value[0] as MacroBlock).bind(scope));
    expect(render('{% call(n) wrap() %}{{ inner(n) }}{% endcall %}')).toBe('<1!>');
    expect(toStr(names.get('wrap')!)).toBe('<macro wrap>');
  });
});
