// `npm run bench:cluster`: the figures of docs/scale.md for Trino on this machine. Words: sizes in millions of orders (default 1).
//
// Each size is built on one worker and on two: raw Delta tables are read where they are, models are written as Iceberg tables. A
// cluster that runs is ended first. Results go to target/bench-cluster.json.
//
// With BK_PEER_DBT_TRINO, the program dbt of an environment with dbt-trino, and BK_PEER_PROJECT, a folder with a project that has
// models and seeds, both build that project in turns, on two workers; sizes then have to be named to be built too.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { down, up } from './cluster/cluster.mjs';
import { ClusterError } from './cluster/cluster-error.mjs';
import { benchPeer } from './cluster/peer.mjs';
import { built, copyProject, ingest } from './cluster/project.mjs';
import { query } from './cluster/query.mjs';
import { build, install, root } from './setup.mjs';

install();
await build();

const sizes = process.argv.slice(2).map(Number);
const onCluster = ['--target', 'cluster'];
const rows = [];

/** What the dashboard asks for when a window and a city are chosen. */
const monthlyRevenue = `
  SELECT DATE_TRUNC('month', order_date), SUM(revenue), SUM(orders)
  FROM ice.analytics.mart_revenue_daily
  WHERE order_date BETWEEN DATE '2024-01-03' AND DATE '2025-02-20' AND city = 'Berlin'
  GROUP BY 1 ORDER BY 1`;

const { BK_PEER_DBT_TRINO: peer, BK_PEER_PROJECT: peerProject } = process.env;
if (peer) await benchAgainst(peer, peerProject);
for (const size of sizes.length > 0 || peer ? sizes : [1]) {
  const folder = mkdtempSync(join(process.env.BK_SCALE_DIR ?? tmpdir(), `bk-cluster-${size}-`));
  try {
    const project = join(folder, 'project');
    copyProject(project);
    ingest(project, '--scale', String(size));
    for (const workers of [1, 2]) await benchWorkers(size, workers, project);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchAgainst(dbt, folder) {
  await down();
  const cluster = await up({ workers: 2, port: 18080, withinS: 1800 });
  try {
    await benchPeer(cluster.url, dbt, folder, record);
  } finally {
    await down();
  }
}

async function benchWorkers(size, workers, project) {
  await down();
  const cluster = await up({ workers, port: 18080, withinS: 1800 });
  try {
    const buildSeconds = await secondsOf(() =>
      built(project, [...onCluster, 'build', '--exclude-resource-type', 'test', 'unit_test'], cluster),
    );
    const reportSeconds = await secondsOf(() => query(cluster.url, monthlyRevenue));
    record({ size, workers, buildSeconds, reportSeconds, slowest: slowest(project) });
    // Tests come last, one at a time: side by side, those of ten million orders end a worker of 2 GB.
    const tests = [...onCluster, 'test', '--threads', '1'];
    record({ size, workers, testSeconds: await secondsOf(() => built(project, tests, cluster)) });
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    record({ size, workers, error: error.message.split('\n', 1)[0] });
  } finally {
    await down();
  }
}

async function secondsOf(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** The nodes of the last invocation that took the longest. */
function slowest(project) {
  const { results } = JSON.parse(readFileSync(join(project, 'target/run_results.json'), 'utf8'));
  const sorted = results.toSorted((a, b) => b.execution_time - a.execution_time);
  return sorted
    .slice(0, 5)
    .map(({ unique_id: id, execution_time: time }) => `${id.split('.').at(-1)} ${time.toFixed(1)} s`);
}

function record(row) {
  rows.push({ ...row, load: Number(loadavg()[0].toFixed(1)) });
  console.log(JSON.stringify(rows.at(-1)));
  mkdirSync(join(root, 'target'), { recursive: true });
  writeFileSync(join(root, 'target/bench-cluster.json'), `${JSON.stringify(rows, null, 2)}\n`);
}
