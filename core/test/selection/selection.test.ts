import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readManifest } from '../../src/artifacts/read-manifest.ts';
import { readRunResults } from '../../src/artifacts/read-run-results.ts';
import { readSources } from '../../src/artifacts/read-sources.ts';
import type { Json } from '../../src/config/json.ts';
import { UserError } from '../../src/diagnostics/index.ts';
import {
  buildDag,
  type IndirectSelection,
  methodNames,
  parseSelection,
  readSelectors,
  select,
} from '../../src/graph/index.ts';
import type { ResourceType } from '../../src/manifest/index.ts';

/** What dbt-core's `ls` answered; record.py says how it was asked. */
interface Case {
  readonly args: readonly string[];
  readonly found?: readonly string[];
  readonly warned?: readonly string[];
  readonly error?: string;
}

const folder = dirname(fileURLToPath(import.meta.url));
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const cases = JSON.parse(read('cases.json')) as readonly Case[];
const manifest = readManifest(read('manifest.json'), 'manifest.json');
const dag = buildDag(manifest);
const previous = {
  manifest: readManifest(read('earlier/manifest.json'), 'earlier/manifest.json'),
  results: readRunResults(read('earlier/run_results.json'), 'earlier/run_results.json').results,
  loadedBefore: readSources(read('earlier/sources.json'), 'earlier/sources.json'),
  loadedNow: readSources(read('sources.json'), 'sources.json'),
};
const { selectors } = parse(read('project/selectors.yml')) as { selectors: readonly Json[] };

const listed: readonly ResourceType[] = [
  'model',
  'snapshot',
  'seed',
  'test',
  'source',
  'exposure',
  'metric',
  'saved_query',
  'semantic_model',
  'unit_test',
];

/** The flags of `ls` that select. */
function ask(args: readonly string[]): ReturnType<typeof select> {
  const values = new Map<string, string[]>();
  let open: string[] = [];
  for (const arg of args) {
    const isFlag = /^-[sm]$|^--[a-z-]+$/.test(arg);
    if (isFlag) {
      open = values.get(arg) ?? [];
      values.set(arg, open);
    } else open.push(arg);
  }
  const models = values.get('-m');
  const indirect = (values.get('--indirect-selection')?.[0] ?? 'eager') as IndirectSelection;
  const wanted = values.get('--resource-type') ?? values.get('--resource-types') ?? ['default'];
  const types = new Set(
    wanted.flatMap((type) => {
      if (type === 'default') return listed;
      return type === 'all' ? [...listed, 'analysis' as const] : [type as ResourceType];
    }),
  );
  for (const type of values.get('--exclude-resource-type') ?? []) types.delete(type as ResourceType);
  const named = values.get('--selector')?.[0];
  const selection =
    named === undefined
      ? parseSelection(values.get('-s') ?? models, values.get('--exclude'), indirect)
      : readSelectors({ entries: selectors }, indirect).value.get(named);
  return select(selection, {
    manifest,
    dag,
    resourceTypes: models ? new Set(['model']) : types,
    includeEmpty: true,
    ...(values.has('--state') && { previous }),
  });
}

describe('selection agrees with dbt-core', () => {
  it.each(cases.map((item) => [item.args.join(' '), item] as const))('%s', (_, { args, error, found, warned }) => {
    if (error !== undefined) {
      expect(() => ask(args)).toThrow(UserError);
      return;
    }
    const { diagnostics, value } = ask(args);
    expect(value.toSorted()).toEqual(found);
    const unmatched = diagnostics.filter(({ code }) => code === 'NOTHING_SELECTED_BY');
    expect(unmatched.map(({ message }) => /"(.*)"/.exec(message)![1]).toSorted()).toEqual(warned ?? []);
  });

  it('asks every method', () => {
    const asked = cases.map(({ args }) => args.join(' ')).join(' ');
    const implied = { fqn: ' stg_orders', path: ' models/', file: '.sql' } as Readonly<Record<string, string>>;
    const missing = methodNames.filter((name) => !asked.includes(implied[name] ?? `${name}:`) && !asked.includes(`${name}.`));
    expect(missing).toEqual([]);
  });
});
