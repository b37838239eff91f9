import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../config/json.ts';
import { readCredentials } from './credentials.ts';
import { databaseNameOf } from './names.ts';

const span = (path: readonly (string | number)[]) => ({
  file: `profiles.yml/${path.join('/')}`,
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
});
const read = (output: JsonObject) =>
  readCredentials({ database: 'd', schema: 's', threads: 2, output: { type: 'duckdb', ...output }, span });
const told = (output: JsonObject): string[] =>
  read(output).diagnostics.map(({ severity, message, at, hint }) =>
    [severity, at?.file.slice('profiles.yml/'.length), message, ...(hint === undefined ? [] : [hint])].join(
      ' | ',
    ),
  );

describe('readCredentials', () => {
  it('reads what dbt-duckdb documents', () => {
    const { credentials, diagnostics } = read({
      path: 'shop.duckdb',
      extensions: ['httpfs', { name: 'h3', repo: 'community' }],
      settings: { memory_limit: '1GB', threads: 2 },
      config_options: { allow_unsigned_extensions: true },
      attach: [
        { path: 'other.duckdb', alias: 'other', read_only: true },
        {
          path: 'x.db',
          type: 'sqlite',
          options: { journal_mode: "'wal'", block_size: 16384, encrypted: true, off: false },
        },
        { path: 'ducklake:meta.db', alias: 'lake' },
      ],
      secrets: [{ type: 's3', key_id: 'k', scope: ['s3://a', 's3://b'] }],
      use_credential_provider: 'aws',
      external_root: '/data',
      disable_transactions: true,
      retries: { connect_attempts: 3, query_attempts: 2, retryable_exceptions: ['HTTPException'] },
    });
    expect(diagnostics).toEqual([]);
    expect(credentials).toMatchObject({
      path: 'shop.duckdb',
      configOptions: { allow_unsigned_extensions: 'true' },
      extensions: [
        { name: 'httpfs', repository: undefined },
        { name: 'h3', repository: 'community' },
      ],
      attach: [
        { alias: 'other', options: ['READ_ONLY'] },
        { alias: undefined, options: ['TYPE sqlite', "JOURNAL_MODE 'wal'", 'BLOCK_SIZE 16384', 'ENCRYPTED'] },
        { alias: 'lake', options: [] },
      ],
      secrets: [{ name: '_dbt_secret_1' }, { name: '_dbt_secret_2', provider: 'credential_chain' }],
      connectAttempts: 3,
      retryableErrors: ['HTTPException'],
      duckLakes: new Set(['lake']),
    });
  });

  it('needs nothing but a type', () => {
    expect(read({})).toMatchObject({
      credentials: { path: ':memory:', externalRoot: '.', connectAttempts: 1 },
      diagnostics: [],
    });
  });

  it.each<[JsonObject, string]>([
    [
      { path: 5 },
      'error | path | Cannot use the profile\'s "path": it must be the name of a file, or ":memory:"',
    ],
    [
      { path: 'md:shop' },
      'error | path | Cannot use the profile\'s "path": MotherDuck is not supported, since it needs an extension with a service | Use a local file',
    ],
    [
      { attach: [{ path: 'md:shop' }] },
      'error | attach/0/path | Cannot use the profile\'s "attach.0.path": MotherDuck is not supported, since it needs an extension with a service | Use a local file',
    ],
    [
      { pathh: 'x' },
      'warning | pathh | The profile\'s key "pathh" has no meaning for DuckDB | Did you mean "path"?',
    ],
    [
      { path: 'a.duckdb', database: 'b' },
      'error | database | Cannot use the profile\'s "database": there is no database "b": DuckDB names it after the file "a.duckdb" | Use "a", leave the key out, or attach a database with that alias',
    ],
    [
      { settings: [] },
      'error | settings | Cannot use the profile\'s "settings": it must be a mapping of names to values',
    ],
    [
      { extensions: 'httpfs' },
      'error | extensions | Cannot use the profile\'s "extensions": it must be a list',
    ],
    [
      { extensions: [5] },
      'error | extensions/0 | Cannot use the profile\'s "extensions.0": an extension is a name, or a mapping with name and repo',
    ],
    [
      { attach: [{ alias: 'x' }] },
      'error | attach/0 | Cannot use the profile\'s "attach.0": it must be a mapping with a path',
    ],
    [
      { attach: [{ path: 'x', readonly: true }] },
      'warning | attach/0/readonly | The profile\'s key "attach.readonly" has no meaning for DuckDB | Did you mean "read_only"?',
    ],
    [
      { attach: [{ path: 'x', type: 'sqlite', options: { type: 'x' } }] },
      'error | attach/0/options/type | Cannot use the profile\'s "attach.0.options.type": "type" is said twice, here and beside the path',
    ],
    [
      { secrets: ['x'] },
      'error | secrets/0 | Cannot use the profile\'s "secrets.0": it must be a mapping with a type',
    ],
    [
      { retries: { connect_attempts: 0 } },
      'error | retries/connect_attempts | Cannot use the profile\'s "retries.connect_attempts": it must be a whole number above zero',
    ],
    [
      { disable_transactions: 'yes' },
      'error | disable_transactions | Cannot use the profile\'s "disable_transactions": it must be true or false',
    ],
    [
      { plugins: [{ module: 'excel' }] },
      'warning | plugins | The profile\'s key "plugins" has no effect: dbt-duckdb\'s plugins are Python modules, and no Python runs here',
    ],
  ])('%j', (output, expected) => expect(told(output)).toEqual([expected]));
});

describe('databaseNameOf', () => {
  it.each([
    [':memory:', 'memory'],
    ['shop.duckdb', 'shop'],
    ['/a/b.c/shop.db', 'shop'],
    ['my.db.duckdb', 'my'],
    ['.hidden.duckdb', 'hidden'],
    ['C:\\data\\shop.duckdb', 'shop'],
    ['ducklake:meta.db', 'meta'],
    ['shop', 'shop'],
  ])('%s is called %s', (path, name) => expect(databaseNameOf(path)).toBe(name));
});
