// `npm run test:cluster`: bk-build on a Trino cluster. Where no cluster can be had it says so in one line and ends well; a
// difference ends it with 1, and so does a step that hangs.
//
// 1. BerlinKart at 10% is built on DuckDB and with `--target cluster`, and every table is compared row by row.
// 2. The cases of the run suite that are neutral are built on Iceberg, and some on Delta Lake.
// 3. Trials of what only a cluster shows: cluster/trials.mjs.
// 4. Days go by; the next build loses a worker in the middle: each table is as before or as it was to become, nothing between,
//    and after the next build, if that one failed, all are as they were to become.
// 5. The commands of the guide.
//
// --within S: seconds that fetching Trino may take (default 180). --limit S: seconds for all that follows (default 2400; two
// idle cores need a sixth of it).
// --port N: the coordinator's port (default 18080). --suite full: all cases on Delta Lake too.
// A cluster that runs already is used, and ended too: it has lost a worker.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ClusterError } from './cluster/cluster-error.mjs';
import { down, isUp, up } from './cluster/cluster.mjs';
import { differences } from './cluster/compare.mjs';
import { runGuide } from './cluster/guide.mjs';
import { loseWorker } from './cluster/lose-worker.mjs';
import { bkBuild, built, copyProject, ingest, nodesOf } from './cluster/project.mjs';
import { query } from './cluster/query.mjs';
import { runSuite } from './cluster/run-suite.mjs';
import { runTrials } from './cluster/trials.mjs';
import { build, install } from './setup.mjs';

const { values } = parseArgs({
  options: {
    within: { type: 'string', default: '180' },
    limit: { type: 'string', default: '2400' },
    port: { type: 'string', default: '18080' },
    suite: { type: 'string', default: 'some' },
  },
});
const onCluster = ['build', '--target', 'cluster'];
/** Tests have run once, and would only take time again. */
const modelsOnCluster = [...onCluster, '--exclude-resource-type', 'test', 'unit_test'];
const onDelta =
  values.suite === 'full' ? [] : ['incremental', 'schema-changes', 'relations', 'snapshot-faults'];

/** Each gives whether all was as it should be. */
const steps = {
  'BerlinKart on both engines': compareEngines,
  'the run suite on Iceberg': () => found(() => runSuite(cluster.url, 'ice')),
  'the run suite on Delta Lake': () => found(() => runSuite(cluster.url, 'lake', onDelta)),
  'trials on Iceberg': () => found(() => runTrials(cluster.url, 'ice')),
  'trials on Delta Lake': () => found(() => runTrials(cluster.url, 'lake', 4)),
  'a worker that is lost': surviveLoss,
  'the guide': (project) => found(() => runGuide(project, cluster)),
};

install();
await build();
const startedAt = performance.now();
const cluster = (await isUp()) ?? (await clusterOrUndefined());
if (cluster) {
  const work = mkdtempSync(join(tmpdir(), 'berlinkart-cluster-'));
  let running;
  const limit = setTimeout(
    () => {
      console.error(`Not done after ${values.limit} seconds: ${running}. A slower machine needs --limit.`);
      void end(work, 1);
    },
    Number(values.limit) * 1000,
  );
  try {
    for (const [name, step] of Object.entries(steps)) {
      running = name;
      const [isGood, seconds] = await timed(() => step(join(work, 'project')));
      console.log(
        `${isGood ? 'Passed' : 'FAILED'}: ${name}, ${seconds.toFixed(0)} s, load ${loadavg()[0].toFixed(0)}`,
      );
      if (!isGood) process.exitCode = 1;
    }
  } catch (error) {
    if (!(error instanceof ClusterError && error.isOfMachine)) {
      console.error(error);
      await end(work, 1);
    }
    console.log(`Left out: ${running}. ${error.message.split('\n', 1)[0]}`);
  }
  clearTimeout(limit);
  console.log(`All of it: ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`);
  await end(work, process.exitCode);
}

async function end(work, code) {
  rmSync(work, { recursive: true, force: true });
  await down();
  process.exit(code);
}

/** A machine without Java, memory or a way to the archives is not at fault. */
async function clusterOrUndefined() {
  try {
    const options = { workers: 2, port: Number(values.port), withinS: Number(values.within), isBrief: true };
    const [started, seconds] = await timed(() => up(options));
    console.log(`It took ${seconds.toFixed(0)} s to start.`);
    return started;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    console.log(`Left out: the models on Trino. ${error.message.split('\n', 1)[0]}`);
    return undefined;
  }
}

async function compareEngines(project) {
  copyProject(project);
  ingest(project, '--scale', '0.1');
  const [, duckDbSeconds] = await timed(() => built(project, ['build']));
  const [, trinoSeconds] = await timed(() => built(project, onCluster, cluster));
  console.log(`The whole build: DuckDB ${duckDbSeconds.toFixed(1)} s, Trino ${trinoSeconds.toFixed(1)} s.`);
  const isSame =
    (await tablesThatDiffer(project, join(project, 'data/warehouse.duckdb'), console.log)).length === 0;
  return (await readsVersions(project)) && isSame;
}

/** The names of tables with other rows on Trino than in a DuckDB file. */
async function tablesThatDiffer(project, warehouse, log = () => {}) {
  const names = [];
  for (const { schema, name } of nodesOf(project, 'model', 'table')) {
    const table = { schema, name, relation: `ice.${schema}.${name}` };
    const { rows, different } = await differences(cluster.url, warehouse, table);
    log(
      `${schema}.${name}`.padEnd(36),
      String(rows).padStart(8),
      'rows',
      different.length === 0 ? 'the same' : 'DIFFERENT',
    );
    for (const line of different.slice(0, 6)) log(`    ${line}`);
    if (different.length > 0) names.push(name);
  }
  return names;
}

/** A raw table as it was at its first version. */
async function readsVersions(project) {
  const sql = "select count(*) as rows from {{ source('shop', 'raw_orders') }} for version as of 0";
  const words = ['show', '--target', 'cluster', '--inline', sql, '--output', 'json', '--quiet'];
  const said = await built(project, words, cluster);
  const isRead = /"rows": ?\d+/.test(said);
  console.log(`The first version of raw_orders: ${isRead ? 'read' : `NOT read: ${said}`}.`);
  return isRead;
}

/** Tells what went otherwise than it should. */
async function found(work) {
  const { count, different } = await work();
  console.log(`${count} looked at, ${different.length} differences.`);
  for (const line of different) console.log(`    ${line.slice(0, 2000)}`);
  return different.length === 0;
}

async function surviveLoss(project) {
  const before = join(project, '..', 'before.duckdb');
  cpSync(join(project, 'data/warehouse.duckdb'), before);
  ingest(project, '--advance', '3');
  await built(project, ['build']);
  const after = join(project, 'data/warehouse.duckdb');

  let isOver = false;
  const run = bkBuild(project, modelsOnCluster, cluster).finally(() => (isOver = true));
  const isLost = await loseWorker(cluster, () => isOver);
  const { code, said } = await run;
  if (!isLost)
    throw new ClusterError('The build had ended before a worker could be killed.', { kind: 'EXTERNAL' });
  const early = await tablesThatDiffer(project, after);
  const stayed = new Set(early.length > 0 ? await tablesThatDiffer(project, before) : []);
  const torn = early.filter((name) => stayed.has(name));
  const ended = code === 0 ? 'ended well, what was lost was done again' : 'failed cleanly';
  console.log(
    `A worker lost in the middle of a build: it ${ended}; ${torn.length} tables are half replaced.`,
  );
  if (torn.length > 0 || ![0, 1].includes(code)) console.log(`    ${torn.join(', ')}\n${said}`);
  if (code === 0) return early.length === 0;

  await query(cluster.url, 'SELECT 1');
  await built(project, modelsOnCluster, cluster);
  const different = await tablesThatDiffer(project, after, console.log);
  console.log(`After the next build: ${different.length} tables differ from DuckDB's.`);
  return torn.length === 0 && different.length === 0;
}

/** @returns what the work gave, and how many seconds it took */
async function timed(work) {
  const started = performance.now();
  const result = await work();
  return [result, (performance.now() - started) / 1000];
}
