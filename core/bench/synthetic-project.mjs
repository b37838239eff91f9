// A project of N models in four layers, with property files, tests and macros, for timing any dbt-compatible tool.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes the project into a folder. The same size gives the same project. */
export function writeSyntheticProject(folder, size) {
  const random = generator(7);
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('dbt_project.yml', projectFile);
  write('profiles.yml', profileFile);
  write('macros/util.sql', macros);
  const raw = Math.max(1, Math.floor(size / 10));
  const counts = { raw, staging: Math.floor(size * 0.4), intermediate: Math.floor(size * 0.3) };
  const layers = { ...counts, marts: size - counts.raw - counts.staging - counts.intermediate };
  const names = {};
  for (const [layer, count] of Object.entries(layers)) {
    names[layer] = Array.from(
      { length: count },
      (_, i) => `${layer.slice(0, 3)}_${String(i).padStart(5, '0')}`,
    );
    const properties = ['version: 2', 'models:'];
    names[layer].forEach((name, i) => {
      write(
        `models/${layer}/g${String(Math.floor(i / 100)).padStart(3, '0')}/${name}.sql`,
        model(layer, names, random),
      );
      const tests = layer !== 'raw' && i % 2 === 0 ? 'not_null, unique' : 'not_null';
      properties.push(
        `  - name: ${name}`,
        `    description: "Model ${name} of layer ${layer}."`,
        '    columns:',
        '      - name: id',
        '        description: primary key',
        `        tests: [${tests}]`,
        '      - name: grp',
        '        description: group',
      );
    });
    write(`models/${layer}/schema.yml`, `${properties.join('\n')}\n`);
  }
}

function model(layer, names, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  if (layer === 'raw') {
    return "select i as id, i * 7 % 100 as amount_cents, i % 10 as grp, 'x' || i as label from range(100) t(i)\n";
  }
  if (layer === 'staging') {
    return [
      "{{ config(tags=['layer_stg']) }}",
      `with source as (select * from {{ ref('${pick(names.raw)}') }}),`,
      'renamed as (',
      "  select id, grp, label, {{ cents('amount_cents') }} as amount",
      '  from source',
      ')',
      'select * from renamed',
      '',
    ].join('\n');
  }
  const pool = layer === 'intermediate' ? names.staging : [...names.intermediate, ...names.staging];
  const [first, ...others] = [pick(pool), pick(pool), pick(pool)];
  return [
    "{%- set metrics = ['amount'] -%}",
    'select a.id, a.grp,',
    "{% for m in metrics %}  sum(a.{{ m }}) as {{ m }}{{ ',' if not loop.last }}",
    `{% endfor %}from {{ ref('${first}') }} a`,
    ...others.map((name, k) => `left join {{ ref('${name}') }} j${k} on a.id = j${k}.id`),
    '{% if is_incremental() %} where a.id > 0 {% endif %}group by 1, 2',
    '',
  ].join('\n');
}

/** Numbers in [0, 1), the same for the same seed. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const projectFile = `name: synth
version: '1.0'
config-version: 2
profile: synth
models:
  synth:
    raw: {+materialized: view}
    staging: {+materialized: view, +tags: [stg]}
    intermediate: {+materialized: view}
    marts: {+materialized: table}
`;

const profileFile = `synth:
  target: dev
  outputs:
    dev: {type: duckdb, path: target/synth.duckdb, threads: 4}
`;

const macros = `{% macro cents(col, precision=2) %}round({{ col }} / 100.0, {{ precision }}){% endmacro %}
{% macro cols(prefix, n) -%}
{%- for i in range(n) %}{{ prefix }}_{{ i }}{{ ", " if not loop.last }}{% endfor -%}
{%- endmacro %}
`;
