import { describe, expect, it } from 'vitest';
import { type Files, parse } from './edited-project.ts';

const base: Files = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: p\n",
  'profiles.yml': 'p: {target: dev, outputs: {dev: {type: duckdb, path: ":memory:"}}}\n',
  'models/a.sql': 'select 1 as a',
  'macros/m.sql': `
{% macro quiet(model) %}{% if model.config.materialized == 'view' %}select 1{% endif %}{% endmacro %}
{% macro quiet_too(x) %}{{ quiet(x) }}{{ x.config }}{% endmacro %}
{% macro shows(x) %}{{ x }}{% endmacro %}
{% macro refers() %}select * from {{ ref('a') }}{% endmacro %}
{% macro refers_below() %}{{ refers() }}{% endmacro %}
{% macro by_name(name) %}{{ context[name]('a') }}{% endmacro %}
{% macro configures() %}{{ config(tags=['told']) }}{% endmacro %}
{% macro raises() %}{{ exceptions.raise_compiler_error('not so') }}{% endmacro %}
{% macro lacks_var() %}{{ var('nowhere') }}{% endmacro %}
{% macro lacks_env() %}{{ env_var('NOWHERE') }}{% endmacro %}
`,
};

interface Told {
  readonly shown: readonly string[];
  readonly manifest: { readonly nodes: Readonly<Record<string, { readonly depends_on: unknown }>> } | false;
}

/** What a model with a hook depends on, or the first line of each mistake. */
function told(hook: string): unknown {
  const files = { ...base, 'models/b.sql': `{{ config(post_hook=${JSON.stringify(hook)}) }} select 1 as b` };
  const { manifest, shown } = JSON.parse(parse({ files, surroundings: {} })) as Told;
  if (!manifest) return shown.map((text) => text.split('\n').slice(0, 2).join(' '));
  return manifest.nodes['model.shop.b']!.depends_on;
}

describe('what a hook tells while a project is parsed', () => {
  it.each([
    ['select 1', { macros: [], nodes: [] }],
    ['{{ this }}', { macros: [], nodes: [] }],
    ['{{ quiet(model) }}', { macros: ['macro.shop.quiet'], nodes: [] }],
    ['{{ quiet_too(model) }}', { macros: ['macro.shop.quiet_too'], nodes: [] }],
    ['{{ refers() }}', { macros: ['macro.shop.refers'], nodes: ['model.shop.a'] }],
    ['{{ refers_below() }}', { macros: ['macro.shop.refers_below'], nodes: ['model.shop.a'] }],
    ['{{ by_name("ref") }}', { macros: ['macro.shop.by_name'], nodes: ['model.shop.a'] }],
    ['{{ shows(ref("a")) }}', { macros: ['macro.shop.shows'], nodes: ['model.shop.a'] }],
    ['{{ shop.refers() }}', { macros: ['macro.shop.refers'], nodes: ['model.shop.a'] }],
    ['{% if execute %}{{ refers() }}{% endif %}', { macros: ['macro.shop.refers'], nodes: [] }],
    ['{{ lacks_var() }}', { macros: ['macro.shop.lacks_var'], nodes: [] }],
  ])('%s', (hook, expected) => {
    expect(told(hook)).toEqual(expected);
  });

  it.each([
    ['{{ raises() }}', 'not so'],
    ['{{ lacks_env() }}', 'NOWHERE'],
    ['{{ quiet( }}', 'Unexpected'],
  ])('%s: a mistake', (hook, word) => {
    expect(String(told(hook))).toContain(word);
  });
});
