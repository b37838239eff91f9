import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const core = fileURLToPath(new URL('../..', import.meta.url));
const self = 'errors.test.ts';

/** Codes whose errors no test shows by name yet. Take one out when a fixture shows it; put none in. */
const notYetShown = new Set([
  // cli
  'PROFILE_ANSWER_MISSING',
  // context
  'NO_CONNECTION',
  // delta
  'DELTA_CHECKPOINT_FAILED',
  'DELTA_COMMIT_FAILED',
  'DELTA_SCAN_ARGUMENT',
  'DELTA_STORAGE',
  // jinja
  'TEMPLATE_TOO_COMPLEX',
  // manifest
  'CATALOG_AMBIGUOUS',
  // run
  'SEED_UNREADABLE',
]);

/** What an error is called: words in capitals, at least two. */
const codePattern = /'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g;

function textsBelow(folder: string, wanted: RegExp): string[] {
  return readdirSync(join(core, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .filter((entry) => !(entry.name === self && entry.parentPath.endsWith('architecture')))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

const registered = new Set(
  textsBelow('src/diagnostics/catalogue', /\.ts$/).flatMap((text) => [...text.matchAll(codePattern)].map((match) => match[1]!)),
);
const shown = new Set(
  [...textsBelow('test', /\.(?:ts|txt|json|ya?ml)$/), ...textsBelow('src', /\.test\.ts$/)].flatMap(
    (text) => text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [],
  ),
);

describe('errors', () => {
  it('are each shown by a fixture', () => {
    expect([...registered].filter((code) => !shown.has(code) && !notYetShown.has(code))).toEqual([]);
  });

  it('leave the list of those to come when a fixture shows them', () => {
    expect([...notYetShown].filter((code) => shown.has(code))).toEqual([]);
  });

  it('are registered where the list of those to come names them', () => {
    expect([...notYetShown].filter((code) => !registered.has(code))).toEqual([]);
  });
});
