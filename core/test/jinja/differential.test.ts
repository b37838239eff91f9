import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/diagnostics/index.ts';
import {
  type Dict,
  fromJson,
  parseTemplate,
  renderNative,
  renderNativeAsync,
  type Scope,
  toRepr,
} from '../../src/jinja/index.ts';

import { filters } from '../../src/jinja/filters/index.ts';
import { dictMethods } from '../../src/jinja/methods/dict.ts';
import { listMethods } from '../../src/jinja/methods/list.ts';
import { floatMethods, integerMethods } from '../../src/jinja/methods/number.ts';
import { stringMethods } from '../../src/jinja/methods/string.ts';
import { tupleMethods } from '../../src/jinja/methods/tuple.ts';
import { tests } from '../../src/jinja/tests/index.ts';

/** A snippet with what Python's Jinja, set up by dbt, makes of it; recorded by record.py. */
interface Row {
  readonly template: string;
  readonly expected?: string;
  readonly error?: { readonly message: string; readonly line?: number };
}

const folder = new URL('differential/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const context = read('context.json');
const groups = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'context.json');

/** Each snippet has a context of its own, since some change it. */
function makeScope(): Scope {
  const names = fromJson(JSON.parse(context)) as Dict;
  return { get: (name) => names.get(name), names: () => [...names.keys()] as string[] };
}

const file = 'snippet.sql';

function renderSync(group: string, template: string): string {
  if (group === 'native') return toRepr(renderNative(template, makeScope(), { file }));
  const { value, diagnostics } = parseTemplate(template, { file });
  if (diagnostics.length > 0) throw new UserError(diagnostics);
  return value.renderSync(makeScope(), { isLenient: group === 'lenient' });
}

async function renderAsync(group: string, template: string): Promise<string> {
  if (group === 'native') return toRepr(await renderNativeAsync(template, makeScope(), { file }));
  const { value, diagnostics } = parseTemplate(template, { file });
  if (diagnostics.length > 0) throw new UserError(diagnostics);
  const options = { isLenient: group === 'lenient' };
  const { text } = await value.renderMapped(makeScope(), options);
  expect(await value.render(makeScope(), options)).toBe(text);
  return text;
}

/** What came of it: the text, or the line of the error. */
function outcome(error: unknown): string {
  if (!(error instanceof UserError)) throw error;
  return `error in line ${error.diagnostics[0]!.at?.line}`;
}

describe.each(groups)('%s', (name) => {
  const group = name.replace('.json', '');
  const rows = JSON.parse(read(name)) as readonly Row[];

  it('gives what Python gives', async () => {
    const differences: unknown[] = [];
    for (const { template, expected, error } of rows) {
      let found: string;
      try {
        found = renderSync(group, template);
      } catch (failure) {
        found = outcome(failure);
      }
      const awaited = await renderAsync(group, template).catch(outcome);
      const wanted = expected ?? (error?.line === undefined ? found.replace(/^(?!error).*/s, 'error') : `error in line ${error.line}`);
      if (found !== wanted || awaited !== wanted) differences.push({ template, wanted: expected ?? error, found, awaited });
    }
    expect(differences).toEqual([]);
  });
});

describe('every name has a snippet', () => {
  const text = groups.map(read).join('\n');
  const missing = (names: Iterable<string>, pattern: (name: string) => RegExp): string[] =>
    [...names].filter((name) => !pattern(name.replaceAll(/[<>=!]/g, '\\$&')).test(text));
  // It gives the first item, so that a template gives the same text every time.
  const own = new Set(['random']);

  it('filters', () => {
    const uncovered = missing(filters.keys(), (name) => new RegExp(`\\|\\s*${name}\\b|\\('${name}'`));
    expect(uncovered.filter((name) => !own.has(name))).toEqual([]);
  });

  it('tests', () => {
    expect(missing(tests.keys(), (name) => new RegExp(`is (?:not )?${name}|'${name}'`))).toEqual([]);
  });

  it.each(Object.entries({ stringMethods, listMethods, dictMethods, tupleMethods, integerMethods, floatMethods }))(
    '%s',
    (_table, methods) => {
      expect(missing(methods.keys(), (name) => new RegExp(`\\.${name}\\b`))).toEqual([]);
    },
  );
});
