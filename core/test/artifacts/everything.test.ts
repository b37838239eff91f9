import { mkdtempSync, readFileSync, rmSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoke } from '../cli/harness.ts';

/** What the commands write for a project that has resources of every kind. */
const here = dirname(fileURLToPath(import.meta.url));
const original = join(here, '../parse/everything');
const root = mkdtempSync(join(tmpdir(), 'bk-everything-'));

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Section = Record<string, Json>;

const written = (name: string): Record<string, Section> =>
  JSON.parse(readFileSync(join(root, 'target', `${name}.json`), 'utf8')) as Record<string, Section>;
const expected = (name: string): Record<string, Section> =>
  JSON.parse(readFileSync(join(original, 'expected', `${name}.json`), 'utf8')) as Record<string, Section>;

beforeAll(async () => {
  cpSync(join(original, 'project'), root, { recursive: true });
  for (const argv of [['build'], ['source', 'freshness'], ['docs', 'generate']]) {
    const { exitCode, stderr, stdout } = await invoke(root, { argv: [...argv, '--quiet'] });
    expect({ argv, exitCode, stderr, stdout }).toMatchObject({ exitCode: 0 });
  }
}, 180_000);

afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

describe('the artifacts of a project with resources of every kind', () => {
  it.each([
    ['manifest', 'manifest'],
    ['run_results', 'run-results'],
    ['catalog', 'catalog'],
    ['sources', 'sources'],
  ])('%s.json fits dbt’s schema', (name, schema) => {
    const text = readFileSync(join(here, 'schemas', `${schema}.json`), 'utf8');
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(text) as object);
    validate(written(name));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('semantic_manifest.json is dbt’s', () => {
    expect(written('semantic_manifest')).toEqual(expected('semantic_manifest'));
  });

  // Disabled functions stand among the functions in dbt's manifest.
  const left = new Set(['function.shop.off_function']);
  const edges = (section: Section): Section =>
    Object.fromEntries(Object.entries(section).filter(([id]) => !left.has(id)));

  it.each(['parent_map', 'child_map', 'selectors'])('%s is dbt’s', (section) => {
    expect(written('manifest')[section]).toEqual(edges(expected('manifest')[section]!));
  });

  it('groups have dbt’s members', () => {
    const sorted = (groups: Section): Section =>
      Object.fromEntries(Object.entries(groups).map(([name, ids]) => [name, (ids as string[]).toSorted()]));
    expect(sorted(written('manifest')['group_map']!)).toEqual(sorted(expected('manifest')['group_map']!));
  });
});
