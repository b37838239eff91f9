// What only a cluster shows of the project core/test/trino/project: relations that stand where a model of another kind is to be,
// types both ways, faults of an author with their places, freshness, documentation, registered tables, and Ctrl-C.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../setup.mjs';
import { bkBuild } from './project.mjs';
import { query } from './query.mjs';

const schema = 'trials';

/**
 * @param count How many trials, from the first; those after it have nothing to do with the catalog.
 * @returns how many there were, and a line for each that went otherwise than it should
 */
export async function runTrials(url, catalog, count = Infinity) {
  const project = mkdtempSync(join(tmpdir(), 'bk-trials-'));
  try {
    cpSync(join(root, 'core/test/trino/project'), project, { recursive: true });
    writeFileSync(join(project, 'profiles.yml'), profiles(url));
    await query(url, `DROP SCHEMA IF EXISTS ${catalog}.${schema} CASCADE`);
    const here = { url, catalog, project };
    const lines = [];
    const wanted = Object.entries(trials).slice(0, count);
    for (const [name, trial] of wanted) {
      const missing = await trial(here);
      lines.push(...missing.map((line) => `${name}: ${line}`));
    }
    return { count: wanted.length, different: lines };
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

function profiles(url) {
  const { hostname: host, port } = new URL(url);
  const common = { type: 'trino', host, port: Number(port), user: 'bk-build', schema, threads: 4 };
  const outputs = {
    ice: { ...common, catalog: 'ice' },
    lake: { ...common, catalog: 'lake' },
    'no-catalog': { ...common, catalog: 'icy' },
    'not-there': { ...common, catalog: 'ice', port: 1, retries: 1 },
  };
  return JSON.stringify({ trials: { target: 'ice', outputs } });
}

const trials = {
  'a relation of another kind is replaced': async ({ url, catalog, project }) => {
    await query(url, `CREATE SCHEMA ${catalog}.${schema}`);
    const others = [
      'VIEW a_table AS SELECT 2 AS id',
      'TABLE a_view AS SELECT 2 AS id',
      // Only Iceberg has views that keep their rows.
      `${catalog === 'ice' ? 'MATERIALIZED ' : ''}VIEW an_incremental AS SELECT 2 AS id`,
    ];
    for (const other of others) await query(url, `CREATE ${other}`, { catalog, schema });
    const { said } = await bkBuild(project, ['build', '--target', catalog, '--select', 'kinds']);
    const found = await query(
      url,
      `SELECT table_name, table_type FROM ${catalog}.information_schema.tables
       WHERE table_schema = '${schema}' ORDER BY 1`,
    );
    const ids = await query(
      url,
      'SELECT id FROM a_table UNION ALL SELECT id FROM a_view UNION ALL SELECT id FROM an_incremental',
      { catalog, schema },
    );
    return [
      ...expected(said, ['Completed successfully']),
      ...same(found, [
        ['a_table', 'BASE TABLE'],
        ['a_view', 'VIEW'],
        ['an_incremental', 'BASE TABLE'],
      ]),
      ...same(ids, [[1], [1], [1]]),
    ];
  },

  'a view in the place of a seed is left as it is': async ({ url, catalog, project }) => {
    await query(url, 'CREATE VIEW a_seed AS SELECT 2 AS id', { catalog, schema });
    const { code, said } = await bkBuild(project, ['seed', '--target', catalog]);
    const ids = await query(url, 'SELECT id FROM a_seed', { catalog, schema });
    return [
      ...same([code, ids], [1, [[2]]]),
      ...expected(said, [`Cannot seed to '"${catalog}"."${schema}"."a_seed"', it is a view`]),
    ];
  },

  'values keep their types both ways': async ({ catalog, project }) => {
    const { said } = await bkBuild(project, ['build', '--target', catalog, '--select', 'types']);
    const told = await bkBuild(project, ['run-operation', 'tell_types', '--target', catalog]);
    return [
      ...expected(said, ['Completed successfully']),
      ...expected(told.said, [
        'a_decimal = 12345678901234567890123456789012345.678',
        'a_bigint = 9007199254740993',
        'a_date = 2024-02-29',
        'a_timestamp = 2024-01-02 03:04:05.123456',
        'a_time_of_a_zone = 2024-07-02 01:04:05.123000+00:00',
        'an_array = [1, null, 3]',
        `a_row = {"n": 1, "s": "it's"}`,
        'a_map = {"k": "2024-02-29"}',
        String.raw`some_bytes = b'\x00\xff'`,
      ]),
    ];
  },

  'descriptions and types are in the catalog': async ({ catalog, project }) => {
    await bkBuild(project, ['docs', 'generate', '--target', catalog]);
    const { nodes } = JSON.parse(readFileSync(join(project, 'target/catalog.json'), 'utf8'));
    const { columns, metadata } = nodes['model.trials.types'] ?? { columns: {}, metadata: {} };
    return [
      ...same(metadata.comment, String.raw`One of each; it's "quoted" \ and 'quoted'.`),
      ...same([columns.a_decimal?.type, columns.a_decimal?.comment], ['decimal(38,3)', 'As money is.']),
      ...same(
        [columns.a_row?.type, columns.a_map?.type],
        ['row(n integer, s varchar)', 'map(varchar, date)'],
      ),
    ];
  },

  'freshness is told by the time of the rows': async ({ catalog, project }) => {
    const words = ['source', 'freshness', '--target', catalog];
    const stale = await bkBuild(project, words);
    const tooOld = await bkBuild(project, [...words, '--vars', 'error_after: 2']);
    return [
      ...expected(stale.said, ['WARN freshness of built.types']),
      ...same([stale.code, tooOld.code], [0, 1]),
      ...expected(tooOld.said, ['ERROR STALE freshness of built.types']),
    ];
  },

  'what an author wrote for another engine is told at its place': async ({ catalog, project }) => {
    const words = [
      'run',
      '--target',
      catalog,
      '--vars',
      'faults: true',
      '--exclude',
      'slow',
      'types',
      'kinds',
    ];
    const { code, said } = await bkBuild(project, words);
    return [
      ...same(code, 1),
      ...expected(said, guideLines()),
      ...expected(said, [
        'models/faults/bad_operator.sql:1:21  DATABASE_ERROR\n    SYNTAX_ERROR: ',
        'Write cast(value as type): the operator :: is not of Trino',
        'models/faults/bad_function.sql:3:5  DATABASE_ERROR\n    FUNCTION_NOT_FOUND: ',
        'Write date_format(value, format), with the letters of MySQL',
        'models/faults/bad_macro.sql:2:5  DATABASE_ERROR\n    FUNCTION_NOT_FOUND: ',
        "Use the macro {{ dbt.datediff('first', 'second', 'day') }}, which is written for every database",
        'models/faults/bad_column.sql:1:8  DATABASE_ERROR\n    COLUMN_NOT_FOUND: ',
        'models/faults/bad_type.sql:',
        "The table's format has no interval day to second: cast the column to bigint, in seconds",
      ]),
    ];
  },

  'a catalog that is not there, and a cluster': async ({ project }) => {
    const noCatalog = await bkBuild(project, ['run', '--target', 'no-catalog', '--select', 'a_view']);
    const debugged = await bkBuild(project, ['debug', '--target', 'no-catalog']);
    const notThere = await bkBuild(project, ['run', '--target', 'not-there', '--select', 'a_view']);
    return [
      ...same([noCatalog.code, debugged.code, notThere.code], [2, 1, 2]),
      ...expected(noCatalog.said, ["'icy'", 'The catalogs of the cluster are told by: show catalogs']),
      ...expected(notThere.said, [
        'Trino at http://127.0.0.1:1 cannot be reached: nothing listens there',
        'Start the cluster, or correct host, port and http_scheme',
      ]),
    ];
  },

  'Ctrl-C ends the query on the cluster': async ({ url, catalog, project }) => {
    const states = () =>
      query(
        url,
        `SELECT state, error_code FROM system.runtime.queries
         WHERE query LIKE '%Some minutes of work%' AND query NOT LIKE '%runtime.queries%'
           AND query LIKE '%"${catalog}"%'
         ORDER BY created DESC LIMIT 1`,
      );
    const words = ['run', '--target', catalog, '--vars', 'faults: true', '--select', 'slow'];
    let interruptedAt = 0;
    const interrupt = async (child) => {
      while (child.exitCode === null && !(await states()).some(([state]) => state === 'RUNNING'))
        await sleep(100);
      interruptedAt = performance.now();
      child.kill('SIGINT');
    };
    const { code, said } = await bkBuild(project, words, { onStart: (child) => void interrupt(child) });
    const seconds = (performance.now() - interruptedAt) / 1000;
    const tables = await query(url, `SHOW TABLES FROM ${catalog}.${schema} LIKE 'slow%'`);
    return [
      ...same(code === 0, false),
      ...expected(said, ['slow']),
      ...same(await states(), [['FAILED', 'USER_CANCELED']]),
      ...same(tables, []),
      ...(seconds < 30 ? [] : [`it took ${seconds.toFixed(0)} s to end`]),
    ];
  },
};

/** What the guide shows of a model that only DuckDB understands, line by line; `…` stands for what it leaves out. */
function guideLines() {
  const guide = readFileSync(join(root, 'docs/guides/trino.md'), 'utf8');
  const shown = /^```text\n(models\/orders\.sql[\s\S]*?)^```$/m.exec(guide)[1];
  return shown
    .replace('models/orders.sql', 'models/faults/bad_operator.sql')
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ …$/, ''));
}

function expected(said, words) {
  return words.filter((word) => !said.includes(word)).map((word) => `"${word}" is not in\n${said}`);
}

function same(found, wanted) {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  return left === right ? [] : [`found ${left}, expected ${right}`];
}
