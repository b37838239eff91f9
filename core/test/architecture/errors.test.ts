import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const core = fileURLToPath(new URL('../..', import.meta.url));

/** What an error is called: words in capitals, at least two. */
const codePattern = /'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g;

function textsBelow(folder: string, wanted: RegExp): string[] {
  return readdirSync(join(core, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
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
    expect([...registered].filter((code) => !shown.has(code))).toEqual([]);
  });
});
