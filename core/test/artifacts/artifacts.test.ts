import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  codePath,
  customEnv,
  isoTime,
  readManifest,
  readRunResults,
  writeCatalog,
  writeManifest,
  writeRunResults,
} from '../../src/artifacts/index.ts';
import { ResultTable } from '../../src/adapter/index.ts';
import type { Json, JsonObject } from '../../src/config/index.ts';
import { UserError } from '../../src/diagnostics/index.ts';
import { normalizeSelectors } from '../../src/graph/index.ts';
import type { RunResult } from '../../src/run/index.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const validator = (name: string): ValidateFunction =>
  new Ajv2020({ strict: false }).compile(JSON.parse(read(`schemas/${name}.json`)) as object);

const origin = {
  invocationId: '5f0c1e9a-0000-4000-8000-000000000000',
  startedAtMs: Date.UTC(2025, 0, 1),
  generatedAtMs: Date.UTC(2025, 0, 1, 0, 0, 1) + 0.25,
  env: { run: '7' },
};

/** What dbt wrote of the project in test/selection. */
const original = JSON.parse(read('../selection/manifest.json')) as Record<string, JsonObject>;
const manifest = readManifest(read('../selection/manifest.json'), 'manifest.json');

function written(compiled: Parameters<typeof writeManifest>[0]['compiled'] = new Map()): Record<string, JsonObject> {
  const projectId = 'fb54f3c5992b96d001bb16e8e92d968d';
  const chunks = writeManifest({ manifest, origin, projectId, adapterType: 'duckdb', quoting: {}, compiled });
  return JSON.parse([...chunks].join('')) as Record<string, JsonObject>;
}

describe('manifest.json', () => {
  it('holds what dbt’s holds, once read and written', () => {
    const { metadata, ...rest } = written();
    const { metadata: expected, ...expectedRest } = original;
    expect(Object.keys(written())).toEqual(Object.keys(original));
    expect(Object.keys(metadata!)).toEqual(Object.keys(expected!));
    for (const [name, members] of Object.entries(rest['group_map'] as Record<string, Json[]>)) {
      expect([name, ...(members as string[]).toSorted()]).toEqual([
        name,
        ...(expectedRest['group_map']![name] as string[]).toSorted(),
      ]);
    }
    expect({ ...rest, group_map: {} }).toEqual({ ...expectedRest, group_map: {} });
  });

  it('fits dbt’s schema, with compiled code and without', () => {
    const validate = validator('manifest');
    const code = { sql: 'select 1', path: 'target/compiled/x.sql', ctes: [{ id: 'model.shop.eph_rates', sql: 'x as (select 1)' }] };
    const isValid = validate(written(new Map([['model.shop.fct_orders', code]]))) && validate(written());
    expect(validate.errors ?? []).toEqual([]);
    expect(isValid).toBe(true);
    const node = written(new Map([['model.shop.fct_orders', code]]))['nodes']!['model.shop.fct_orders'] as JsonObject;
    expect(node).toMatchObject({ compiled: true, compiled_code: 'select 1', extra_ctes_injected: true });
  });

  it('keeps selectors as dbt does', () => {
    const { selectors } = parse(read('../selection/project/selectors.yml')) as { selectors: Json[] };
    expect(Object.fromEntries(normalizeSelectors(selectors))).toEqual(original['selectors']);
  });

  it('is written in chunks', () => {
    const chunks = [...writeManifest({ manifest, origin, projectId: '', adapterType: 'duckdb', quoting: {}, compiled: new Map() })];
    expect(chunks.length).toBeGreaterThan(2);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(200_000);
  });
});

describe('run_results.json', () => {
  const result: RunResult = {
    unique_id: 'model.shop.stg_orders',
    status: 'success',
    timing: [{ name: 'compile', started_at: '2025-01-01T00:00:00.000001Z', completed_at: '2025-01-01T00:00:00.000002Z' }],
    thread_id: 'Thread-1',
    execution_time: 0.25,
    adapter_response: { _message: 'OK', rows_affected: 3 },
    message: 'OK',
    failures: null,
    compiled: true,
    compiled_code: 'select 1',
    relation_name: '"db"."main"."stg_orders"',
    batch_results: null,
  };
  const text = [
    ...writeRunResults({ results: [result, { ...result, status: 'skipped', timing: [] }], elapsedMs: 1500, args: { which: 'build' }, origin }),
  ].join('');

  it('fits dbt’s schema', () => {
    const validate = validator('run-results');
    validate(JSON.parse(text));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('is read back', () => {
    expect(readRunResults(text, 'run_results.json')).toEqual({
      results: [result, { ...result, status: 'skipped', timing: [] }],
      args: { which: 'build' },
    });
    expect(JSON.parse(text)).toMatchObject({
      elapsed_time: 1.5,
      metadata: { generated_at: '2025-01-01T00:00:01.000250Z', env: { run: '7' } },
    });
  });
});

describe('catalog.json', () => {
  it('is not written where two tables could be one source', () => {
    const texts = (name: string, ...values: string[]) => ({ name, kind: 'text' as const, values });
    const tables = new ResultTable([
      texts('table_database', 'memory', 'memory'),
      texts('table_schema', 'main', 'main'),
      texts('table_name', 'Rates', 'rates'),
      texts('table_type', 'BASE TABLE', 'BASE TABLE'),
      texts('column_name', 'id', 'id'),
      texts('column_type', 'INTEGER', 'INTEGER'),
      texts('column_index', '1', '1'),
    ]);
    const chunks = writeCatalog({ tables: [tables], manifest, selected: undefined, errors: [], origin });
    const error = (() => {
      try {
        return [...chunks];
      } catch (thrown) {
        return thrown;
      }
    })();
    expect((error as UserError).diagnostics).toEqual([
      {
        code: 'CATALOG_AMBIGUOUS',
        severity: 'error',
        message:
          'Cannot tell which table the source raw.orders is: the database has "memory"."main"."Rates" and "memory"."main"."rates"',
        hint: 'Their names differ in the case of letters only, which is not looked at: rename one of them',
      },
    ]);
  });
});

describe('reading artifacts', () => {
  const fault = (text: string): string => {
    try {
      readManifest(text, 'prod/manifest.json');
    } catch (error) {
      if (error instanceof UserError) return error.message;
    }
    return 'read';
  };

  it.each([
    ['', 'Cannot read prod/manifest.json: '],
    ['{"a": 1}', 'Cannot read prod/manifest.json: it is no dbt artifact'],
    ['[]', 'Cannot read prod/manifest.json: it is no dbt artifact'],
    [
      '{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v9.json"}}',
      'its schema is https://schemas.getdbt.com/dbt/manifest/v9.json, needed is https://schemas.getdbt.com/dbt/manifest/v12.json',
    ],
  ])('refuses %j', (text, expected) => {
    expect(fault(text)).toContain(expected);
  });

  it('takes a manifest without most of its parts', () => {
    const head = '{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"}}';
    expect(readManifest(head, 'x').nodes.size).toBe(0);
  });
});

describe('codePath', () => {
  const node = { package_name: 'shop', resource_type: 'model', name: 'stg_orders' } as const;

  it('is the file’s own path where it holds one node', () => {
    const path = { path: 'staging/stg_orders.sql', original_file_path: 'models/staging/stg_orders.sql' };
    expect(codePath({ ...node, ...path })).toBe('shop/models/staging/stg_orders.sql');
  });

  it('is a folder named as the file where that holds several', () => {
    const path = { path: 'unique_x.sql', original_file_path: 'models/properties.yml' };
    expect(codePath({ ...node, ...path, resource_type: 'test' })).toBe('shop/models/properties.yml/unique_x.sql');
    const unit = { path: 'properties.yml', original_file_path: 'models/properties.yml', name: 'counts' };
    expect(codePath({ ...node, ...unit, resource_type: 'unit_test' })).toBe('shop/models/properties.yml/models/counts.sql');
  });
});

describe('metadata', () => {
  it('has times with microseconds', () => {
    expect(isoTime(Date.UTC(2025, 5, 1, 12) + 1.5)).toBe('2025-06-01T12:00:00.001500Z');
  });

  it('keeps custom variables and no others', () => {
    expect(customEnv({ DBT_ENV_CUSTOM_ENV_JOB: '7', DBT_ENV_SECRET_KEY: 'x', PATH: '/' })).toEqual({ JOB: '7' });
  });
});
