import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { root } from '../setup.mjs';
import { ClusterError } from './cluster-error.mjs';
import { query } from './query.mjs';

const rounds = 3;

/**
 * Builds a project of dbt's with bk-build and with dbt-trino, in turns.
 *
 * @param dbt The program of dbt, with its adapter for Trino.
 * @param record Gets for each catalog and program the seconds of the rounds in order, the first build left out, and how many
 *   statements the cluster was sent for one of them.
 */
export async function benchPeer(url, dbt, folder, record) {
  const programs = {
    'bk-build': [process.execPath, join(root, 'core/bin/bk-build.js')],
    dbt: [dbt],
  };
  for (const catalog of ['ice', 'lake']) {
    const rows = Object.entries(programs).map(([name, words]) => ({
      catalog,
      program: name,
      words,
      schema: `peer_${name.replace('-', '_')}`,
      project: copyOf(folder, url, catalog, `peer_${name.replace('-', '_')}`),
      seconds: [],
    }));
    for (let round = 0; round <= rounds; round++) {
      for (const row of rows) {
        const [[began]] = await query(url, 'SELECT CAST(now() AS VARCHAR)');
        const seconds = buildSeconds(row);
        row.statements = await statements(url, row.schema, began);
        if (round > 0) row.seconds.push(Number(seconds.toFixed(1)));
      }
    }
    for (const { words: _, project, schema: __, ...row } of rows) {
      rmSync(project, { recursive: true, force: true });
      row.seconds.sort((a, b) => a - b);
      record({ ...row, medianSeconds: row.seconds[Math.floor(rounds / 2)] });
    }
  }
}

function copyOf(folder, url, catalog, schema) {
  const project = mkdtempSync(join(tmpdir(), 'bk-peer-'));
  for (const name of ['models', 'seeds'])
    cpSync(join(folder, name), join(project, name), { recursive: true });
  const definition = parse(readFileSync(join(folder, 'dbt_project.yml'), 'utf8'));
  // Without it dbt-trino renames tables, which object storage refuses from the second build on.
  definition.models = { ...definition.models, '+on_table_exists': 'replace' };
  writeFileSync(join(project, 'dbt_project.yml'), stringify(definition));
  const { hostname: host, port } = new URL(url);
  const target = {
    type: 'trino',
    method: 'none',
    host,
    port: Number(port),
    http_scheme: 'http',
    user: schema,
    catalog,
    schema,
    threads: 4,
  };
  writeFileSync(
    join(project, 'profiles.yml'),
    JSON.stringify({ [definition.profile]: { target: 'dev', outputs: { dev: target } } }),
  );
  return project;
}

function buildSeconds({ program, words: [command, ...words], project }) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, [...words, 'build', '--profiles-dir', '.'], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' },
  });
  if (status !== 0) throw new ClusterError(`${program} ended with ${status}:\n${stdout}${stderr}`);
  return (performance.now() - started) / 1000;
}

/** How many statements a user has sent since a time. */
async function statements(url, user, began) {
  const [[count]] = await query(
    url,
    `SELECT COUNT(*) FROM system.runtime.queries WHERE "user" = '${user}' AND created >= TIMESTAMP '${began}'`,
  );
  return count;
}
