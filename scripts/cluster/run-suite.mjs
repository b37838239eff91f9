// The cases of the run suite that every database can run, on Trino: what dbt did with them on DuckDB is what has to come out.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { root } from '../setup.mjs';
import { query } from './query.mjs';

const cases = join(root, 'core/test/run/cases');

const casesAtOnce = 3;

/** DuckDB's types, as a table of Trino has them. */
const types = {
  hugeint: 'bigint',
  timestamp: 'timestamp(6)',
  'timestamp with time zone': 'timestamp(6) with time zone',
};

/**
 * Builds each case's project step by step in a catalog.
 *
 * @param only Names of cases; all that name Trino in their case.yml if there are none.
 * @returns how many steps were built, and a line for each difference
 */
export async function runSuite(url, catalog, only = []) {
  const names = readdirSync(cases).filter((name) =>
    only.length > 0 ? only.includes(name) : definitionOf(name).trino === true,
  );
  const outcomes = [];
  const waiting = [...names];
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift())
      outcomes.push({ name, ...(await runCase(url, catalog, name)) });
  };
  await Promise.all(Array.from({ length: casesAtOnce }, work));
  return {
    count: outcomes.reduce((sum, { count }) => sum + count, 0),
    different: outcomes.flatMap(({ name, lines }) => lines.map((line) => `${name}: ${line}`)),
  };
}

const definitionOf = (name) => parse(readFileSync(join(cases, name, 'case.yml'), 'utf8'));

async function runCase(url, catalog, name) {
  const folder = join(cases, name);
  const definition = definitionOf(name);
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  const project = mkdtempSync(join(tmpdir(), 'bk-trino-'));
  const schema = `suite_${name.replaceAll('-', '_')}`;
  const relations = (definition.relations ?? []).map((relation) => ({
    relation,
    here: relation.replace(/^main(?=[._])/, schema),
  }));
  try {
    cpSync(join(folder, 'project'), project, { recursive: true });
    writeFileSync(join(project, 'profiles.yml'), profile(project, url, catalog, schema));
    for (const known of new Set([schema, ...relations.map(({ here }) => here.split('.')[0])]))
      await query(url, `DROP SCHEMA IF EXISTS ${catalog}.${known} CASCADE`);
    const lines = [];
    for (const [index, step] of definition.steps.entries()) {
      const statuses = await build(project, step);
      compare(lines, `step ${index + 1}, statuses`, statuses, expected[index].statuses);
      for (const { relation, here } of relations) {
        const found = await contentOf(url, catalog, here, definition.volatile ?? []);
        compare(lines, `step ${index + 1}, ${relation}`, found, inTrino(expected[index].relations[relation]));
      }
    }
    return { lines, count: definition.steps.length };
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

function profile(project, url, catalog, schema) {
  const { profile: name } = parse(readFileSync(join(project, 'dbt_project.yml'), 'utf8'));
  const { hostname, port } = new URL(url);
  const target = {
    type: 'trino',
    method: 'none',
    host: hostname,
    port: Number(port),
    user: 'bk-build',
    catalog,
    schema,
    threads: 4,
  };
  return JSON.stringify({ [name]: { target: 'dev', outputs: { dev: target } } });
}

function build(project, step) {
  for (const [path, text] of Object.entries(step.write ?? {})) {
    if (text === null) rmSync(join(project, path));
    else writeFileSync(join(project, path), text);
  }
  const words = ['build', '--profiles-dir', '.', '--vars', JSON.stringify(step.vars ?? {})];
  for (const flag of ['full_refresh', 'store_failures'])
    if (step[flag]) words.push(`--${flag.replace('_', '-')}`);
  for (const flag of ['event_time_start', 'event_time_end'])
    if (step[flag]) words.push(`--${flag.replaceAll('_', '-')}`, step[flag]);
  const results = join(project, 'target/run_results.json');
  rmSync(results, { force: true });
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(root, 'core/bin/bk-build.js'), ...words],
      { cwd: project },
      (error, stdout, stderr) => {
        if (process.env.VERBOSE) console.log(stdout, stderr);
        if (!existsSync(results)) reject(new Error(`${stdout}${stderr}`));
        else
          resolve(
            Object.fromEntries(
              JSON.parse(readFileSync(results, 'utf8'))
                .results.map(({ unique_id, status }) => [unique_id, status])
                .toSorted(([a], [b]) => (a < b ? -1 : 1)),
            ),
          );
      },
    );
  });
}

/** What is in a relation, as the suite records it; null where there is none. */
async function contentOf(url, catalog, name, volatile) {
  const [schema, table] = name.split('.');
  const [kind] = await query(
    url,
    `SELECT table_type FROM ${catalog}.information_schema.tables WHERE table_schema = '${schema}' AND table_name = '${table}'`,
  );
  if (!kind) return null;
  const columns = (await query(url, `SHOW COLUMNS FROM ${catalog}."${schema}"."${table}"`)).map(
    ([column, type]) => [column, type.replace(/^varchar\(.*/, 'varchar')],
  );
  const selected = columns.map(([column]) => `CAST("${column}" AS VARCHAR)`).join(', ');
  const rows = await query(url, `SELECT ${selected} FROM ${catalog}."${schema}"."${table}"`);
  const content = {
    type: kind[0] === 'VIEW' ? 'view' : 'table',
    columns,
    rows: maskRows(
      columns,
      rows.map((row) => row.map(plain)),
      volatile,
    ),
  };
  return sorted(content);
}

function inTrino(content) {
  if (!content) return null;
  const columns = content.columns.map(([name, type]) => [
    name.toLowerCase(),
    types[type.toLowerCase()] ?? type.toLowerCase(),
  ]);
  return sorted({ ...content, columns, rows: content.rows.map((row) => row.map(plain)) });
}

function sorted(content) {
  return {
    ...content,
    rows: content.rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}

/** A value's text without what engines write differently: `1.0E0` and `1.0`, places of a second that are zero. */
function plain(text) {
  if (text === null) return null;
  if (/^-?\d+(\.\d+)?E-?\d+$/.test(text)) return String(Number(text));
  if (/^-?\d+\.0$/.test(text)) return String(Number(text));
  return text.replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d*?)0*(?= |$)/, (_, time, places) =>
    places === '.' ? time : time + places,
  );
}

/** As the suite does: a time is told by its rank among its table's, an id not at all. */
function maskRows(columns, rows, volatile) {
  const isVolatile = columns.map(([name]) => volatile.includes(name));
  const isTime = (value) => /^\d{4}-\d\d-\d\d /.test(value);
  const isOpen = (value) => value.startsWith('9999');
  const times = rows.flatMap((row) =>
    row.filter((value, i) => isVolatile[i] && value !== null && isTime(value) && !isOpen(value)),
  );
  const ranks = new Map(
    [...new Set(times)]
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((time, index) => [time, `time ${index + 1}`]),
  );
  return rows.map((row) =>
    row.map((value, i) =>
      !isVolatile[i] || value === null || isOpen(value) ? value : (ranks.get(value) ?? 'id'),
    ),
  );
}

function compare(lines, what, found, expected) {
  if (isDeepStrictEqual(found, expected)) return;
  lines.push(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}
