import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const core = fileURLToPath(new URL('../..', import.meta.url));
const self = 'errors.test.ts';

/** Codes whose errors no test shows by name yet. Take one out when a fixture shows it; put none in. */
const notYetShown = new Set([
  // adapter
  'PROFILE_KEY_IGNORED',
  'PROFILE_KEY_UNKNOWN',
  'PROFILE_VALUE',
  // cli
  'ARTIFACT_UNREADABLE',
  'ARTIFACT_VERSION_UNKNOWN',
  'NOT_SHOWABLE',
  'PROFILE_ANSWER_MISSING',
  'RETRY_IMPOSSIBLE',
  // compile
  'EPHEMERAL_CYCLE',
  // config
  'YAML_DUPLICATE_KEY',
  // context
  'MACRO_NOT_FOUND',
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
  'NAME_INVALID',
  'REF_AMBIGUOUS',
  // packages
  'ARCHIVE_REFUSED',
  'GIT_FAILED',
  'GIT_FOLDER_MISSING',
  'GIT_MISSING',
  'GIT_REVISION_MISSING',
  'HUB_ANSWER',
  'PACKAGES_TWICE',
  'PACKAGE_CIRCULAR',
  'PACKAGE_CONFLICT',
  'PACKAGE_MALFORMED',
  'PACKAGE_MOVED',
  'PACKAGE_NAME',
  'PACKAGE_NAME_TAKEN',
  'PACKAGE_NO_PROJECT',
  'PACKAGE_TO_ADD',
  'PACKAGE_UNKNOWN',
  'PACKAGE_UNPINNED',
  // project
  'FILE_UNREADABLE',
  'PROFILES_MISSING',
  // run
  'FUNCTION_LANGUAGE',
  'LEFT_OVER_DROPPED',
  'MATERIALIZATION_INVALID',
  'PYTHON_MODEL',
  'SEED_COLUMN_RENAMED',
  'SEED_DELIMITER_EMPTY',
  'SEED_UNREADABLE',
  'UNIT_TEST_COLUMNS_UNKNOWN',
  'UNIT_TEST_INPUT_MISSING',
  // selection
  'CONTRACT_BROKEN',
  'SELECTOR_DEFAULTS_CONFLICT',
  'SELECTOR_KEY_IGNORED',
  'SELECTOR_NEEDS_STATE',
  'SELECTOR_OPERATORS_CONFLICT',
  'SELECTOR_VALUE_INVALID',
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

  it('are registered where the list of those to come names them', () => {
    expect([...notYetShown].filter((code) => !registered.has(code))).toEqual([]);
  });
});
