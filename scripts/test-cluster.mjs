// `npm run test:cluster`: BerlinKart at 10% on DuckDB and on Trino, every mart compared row by row; then a worker is lost in the
// middle of a build. Where no cluster can be had it says so in one line and ends well; a difference ends it with 1.
//
// The SQL of the models is sent to Trino in the order of the graph; what the seed and the snapshot hold is put there beforehand.
// --within S: seconds that fetching Trino may take (default 180). --limit S: seconds for all that follows (default 200).
// --port N: the coordinator's port (default 18080). A cluster that runs already is used, and ended too: it has lost a worker.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { down, isUp, up } from './cluster/cluster.mjs';
import { ClusterError } from './cluster/cluster-error.mjs';
import { bkBuild, copyProject, modelsForTrino } from './cluster/compile-for-trino.mjs';
import { differences } from './cluster/compare.mjs';
import { buildModels, prepareTrino } from './cluster/build-on-trino.mjs';
import { loseWorker } from './cluster/lose-worker.mjs';
import { build, install, root } from './setup.mjs';

const { values } = parseArgs({
  options: {
    within: { type: 'string', default: '180' },
    limit: { type: 'string', default: '200' },
    port: { type: 'string', default: '18080' },
  },
});

const cluster = (await isUp()) ?? (await clusterOrUndefined());
if (cluster) {
  install();
  await build();
  const work = mkdtempSync(join(tmpdir(), 'berlinkart-cluster-'));
  const limit = setTimeout(
    () => void leaveOut(`it took longer than ${values.limit} seconds.`, work),
    Number(values.limit) * 1000,
  );
  try {
    process.exitCode = (await compareEngines(work)) && (await surviveLoss()) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ClusterError && error.isOfMachine)) throw error;
    await leaveOut(error.message, work);
  } finally {
    clearTimeout(limit);
    rmSync(work, { recursive: true, force: true });
    await down();
  }
}

/** A machine that is too small or too slow is not at fault: only what differs, or what Trino refuses, is. */
async function leaveOut(reason, work) {
  console.log(`Left out: the models on Trino. ${reason.split('\n', 1)[0]}`);
  rmSync(work, { recursive: true, force: true });
  await down();
  process.exit(0);
}

/** A machine without Java, memory or a way to the archives is not at fault. */
async function clusterOrUndefined() {
  try {
    return await up({ workers: 2, port: Number(values.port), withinS: Number(values.within) });
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    console.log(`Left out: the models on Trino. ${error.message.split('\n', 1)[0]}`);
    return undefined;
  }
}

async function compareEngines(work) {
  const onDuckDb = join(work, 'duckdb');
  copyProject(onDuckDb);
  run('project/dist/ingest.js', '--scale', '0.1', '--data-dir', join(onDuckDb, 'data/delta'));
  const duckDbSeconds = await secondsOf(() => bkBuild(onDuckDb, 'build'));
  const models = modelsForTrino(onDuckDb, join(work, 'trino'), { catalog: 'ice', sources: 'delta.shop' });
  await prepareTrino(cluster.url, onDuckDb, { catalog: 'ice', sources: 'delta.shop' });
  const trinoSeconds = await secondsOf(() => buildModels(cluster.url, models));
  console.log(
    `DuckDB: ${duckDbSeconds.toFixed(1)} s with tests. Trino: ${trinoSeconds.toFixed(1)} s for ${models.length} models.`,
  );
  const tables = models.filter(({ materialized }) => materialized === 'table');
  let areSame = true;
  for (const model of tables) {
    const { rows, different } = await differences(
      cluster.url,
      join(onDuckDb, 'data/warehouse.duckdb'),
      model,
    );
    const verdict = different.length === 0 ? 'the same' : 'DIFFERENT';
    console.log(`${model.schema}.${model.name}`.padEnd(36), String(rows).padStart(8), 'rows', verdict);
    for (const line of different.slice(0, 6)) console.log(`    ${line}`);
    areSame &&= different.length === 0;
  }
  return areSame;
}

async function surviveLoss() {
  const { outcome, isWhole } = await loseWorker(cluster);
  console.log(
    `A worker lost in the middle of a build: ${outcome}; the table is ${isWhole ? 'whole' : 'NOT whole'}.`,
  );
  return isWhole;
}

async function secondsOf(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function run(program, ...words) {
  const { status, stderr } = spawnSync(process.execPath, [join(root, program), ...words], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new ClusterError(`${program} ended with ${status}:\n${stderr}`);
}
