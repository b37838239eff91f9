import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../src/diagnostics/index.ts';
import type { FileSystem } from '../../src/project/index.ts';
import { disk, parseProject } from './workspace.ts';

const here = fileURLToPath(new URL('errors/', import.meta.url));
const cases = readdirSync(here);

/** What a case does not have of its own. */
const base: Readonly<Record<string, string>> = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nconfig-version: 2\nprofile: fixture\n",
  'profiles.yml': 'fixture: {target: dev, outputs: {dev: {type: duckdb, path: warehouse.duckdb}}}\n',
};

/** All mistakes of a project are found in one go, each with its place. `UPDATE=1` rewrites what is expected. */
describe('mistakes of a project', () => {
  test.each(cases)('%s', (name) => {
    const root = `${here}${name}`;
    const files: FileSystem = {
      ...disk,
      exists: (path) => disk.exists(path) || inBase(root, path) !== undefined,
      listNames: (folder) => [
        ...new Set([...disk.listNames(folder), ...(folder === root ? Object.keys(base) : [])]),
      ],
      readText: (path) => disk.readText(path) ?? inBase(root, path),
    };
    const { diagnostics } = parseProject(root, { files });
    const read = (file: string): string | undefined =>
      existsSync(`${root}/${file}`) ? readFileSync(`${root}/${file}`, 'utf8') : undefined;
    const found = diagnostics
      .map((diagnostic) => `${diagnostic.severity} ${formatDiagnostic(diagnostic, read)}`)
      .join('\n\n');
    const expected = `${root}/expected.txt`;
    if (process.env['UPDATE'] === '1') writeFileSync(expected, `${found}\n`);
    expect(`${found}\n`).toBe(readFileSync(expected, 'utf8'));
  });
});

function inBase(root: string, path: string): string | undefined {
  return path.startsWith(`${root}/`) ? base[path.slice(root.length + 1)] : undefined;
}
