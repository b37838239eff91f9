// `npm run bench:cluster`: the figures of docs/scale.md for Trino on this machine. Words: sizes in millions of orders (default 1).
//
// Each size is built on one worker and on two: raw Delta tables are read where they are, models are written as Iceberg tables. A
// cluster that runs is ended first. Results go to target/bench-cluster.json.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildModels, prepareTrino } from './cluster/build-on-trino.mjs';
import { down, up } from './cluster/cluster.mjs';
import { ClusterError } from './cluster/cluster-error.mjs';
import { copyProject, modelsForTrino } from './cluster/compile-for-trino.mjs';
import { query } from './cluster/query.mjs';
import { build, install, root } from './setup.mjs';

install();
await build();

const places = { catalog: 'ice', sources: 'delta.shop' };
const sizes = process.argv.slice(2).map(Number);
const rows = [];

/** What the dashboard asks for when a window and a city are chosen. */
const monthlyRevenue = `
  SELECT DATE_TRUNC('month', order_date), SUM(revenue), SUM(orders)
  FROM ice.analytics.mart_revenue_daily
  WHERE order_date BETWEEN DATE '2024-01-03' AND DATE '2025-02-20' AND city = 'Berlin'
  GROUP BY 1 ORDER BY 1`;

for (const size of sizes.length > 0 ? sizes : [1]) {
  const folder = mkdtempSync(join(process.env.BK_SCALE_DIR ?? tmpdir(), `bk-cluster-${size}-`));
  try {
    const project = join(folder, 'project');
    copyProject(project);
    generate(size, join(project, 'data/delta'));
    const models = modelsForTrino(project, join(folder, 'trino'), places);
    for (const workers of [1, 2]) await benchWorkers(size, workers, project, models);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchWorkers(size, workers, project, models) {
  await down();
  const { url } = await up({ workers, port: 18080, withinS: 1800 });
  try {
    await prepareTrino(url, project, places);
    const seconds = {};
    for (const model of models) seconds[model.name] = await secondsOf(() => buildModels(url, [model]));
    const total = Object.values(seconds).reduce((sum, one) => sum + one, 0);
    const report = await secondsOf(() => query(url, monthlyRevenue));
    record({ size, workers, buildSeconds: total, reportSeconds: report, slowest: slowest(seconds) });
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    record({ size, workers, error: error.message.split('\n', 1)[0] });
  } finally {
    await down();
  }
}

function generate(size, folder) {
  const words = [join(root, 'project/dist/ingest.js'), '--scale', String(size), '--data-dir', folder];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new ClusterError(`The generator ended with ${status}:\n${stderr}`);
}

async function secondsOf(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function slowest(seconds) {
  const sorted = Object.entries(seconds).sort(([, a], [, b]) => b - a);
  return sorted.slice(0, 5).map(([name, one]) => `${name} ${one.toFixed(1)} s`);
}

function record(row) {
  rows.push({ ...row, load: Number(loadavg()[0].toFixed(1)) });
  console.log(JSON.stringify(rows.at(-1)));
  mkdirSync(join(root, 'target'), { recursive: true });
  writeFileSync(join(root, 'target/bench-cluster.json'), `${JSON.stringify(rows, null, 2)}\n`);
}
