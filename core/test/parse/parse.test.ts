import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../src/diagnostics/index.ts';
import { comparable, type ManifestSections, sectionsOf } from './compare.ts';
import { parseProject } from './workspace.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const cases = readdirSync(here).filter((name) => existsSync(`${here}${name}/expected/manifest.json`));

/** Fields of a case in which bk-build differs from dbt on purpose, with the reason. */
const differences: Readonly<Record<string, readonly RegExp[]>> = {
  // dbt takes the models' part of project files for one of groups and functions, and does not render descriptions of
  // functions.
  everything: [/^groups\..*\.persist_docs/, /function\..*\.unrendered_config/, /^functions\..*\.(description|doc_blocks)/],
  // dbt orders the in-file config after the root project's only for models that it reads without rendering.
  packages: [/model\.helper_pkg\.stg\.unrendered_config/],
  // dbt keeps the template here; bk-build keeps what it gave. Descriptions of disabled sources are rendered too.
  sources: [/unrendered_database/, /disabled.*source_description/],
};

describe('a manifest agrees with what dbt-core wrote for the same project', () => {
  test.each(cases)('%s', (name) => {
    const root = `${here}${name}/project`;
    const { value, diagnostics } = parseProject(root);
    const read = (file: string): string | undefined =>
      existsSync(`${root}/${file}`) ? readFileSync(`${root}/${file}`, 'utf8') : undefined;
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map((error) => formatDiagnostic(error, read))).toEqual([]);
    const expected = JSON.parse(readFileSync(`${here}${name}/expected/manifest.json`, 'utf8')) as ManifestSections;
    const found = sectionsOf(value!.manifest);
    const ignored = differences[name] ?? [];
    expect(without(flat(comparable(found)), ignored)).toEqual(without(flat(comparable(expected)), ignored));
  });
});

/** Every leaf under the path of its keys, so that a difference names itself. */
function flat(value: unknown, path = '', leaves: Record<string, unknown> = {}): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value)) flat(item, path === '' ? key : `${path}.${key}`, leaves);
  } else leaves[path] = value;
  return leaves;
}

const without = (leaves: Record<string, unknown>, ignored: readonly RegExp[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(leaves).filter(([path]) => !ignored.some((pattern) => pattern.test(path))));
