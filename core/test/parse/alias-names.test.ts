import { describe, expect, it } from 'vitest';
import { type Files, parse } from './edited-project.ts';

const base: Files = {
  'profiles.yml': 'p: {target: dev, outputs: {dev: {type: duckdb, path: ":memory:"}}}\n',
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: p\n",
  'models/plain.sql': 'select 1 as a',
  'models/wished.sql': "{{ config(alias=' other ') }} select 1 as a",
  'models/versioned_v2.sql': 'select 1 as a',
  'models/m.yml': 'models: [{name: versioned, latest_version: 2, versions: [{v: 2}]}, {name: plain, columns: [{name: a, data_tests: [not_null]}]}]\n',
};

interface Named {
  readonly name: string;
  readonly alias: string;
}

/** The alias of every node. */
function aliases(files: Files): unknown {
  const { manifest } = JSON.parse(parse({ files: { ...base, ...files }, surroundings: {} })) as { manifest: { nodes: Record<string, Named> } };
  return Object.fromEntries(Object.entries(manifest.nodes).map(([id, { alias }]) => [id.split('.')[2], alias]));
}

describe('an alias', () => {
  it('is the name, with the version, or what the config says', () => {
    expect(aliases({})).toEqual({ plain: 'plain', wished: 'other', versioned: 'versioned_v2', not_null_plain_a: 'not_null_plain_a' });
  });

  it.each(['generate_alias_name', 'default__generate_alias_name', 'duckdb__generate_alias_name'])('is what a macro %s of the project says', (macro) => {
    const text = `{% macro ${macro}(custom_alias_name, node) %}{{ custom_alias_name or '' }}<{{ node.name }}>{% endmacro %}`;
    expect(aliases({ 'macros/names.sql': text })).toEqual({
      plain: '<plain>',
      wished: 'other <wished>',
      versioned: '<versioned>',
      not_null_plain_a: '<not_null_plain_a>',
    });
  });
});
