import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterHome, fetchArchives, isFetched, s3proxyJar } from './archives.mjs';
import { ClusterError } from './cluster-error.mjs';
import { buckets, nodeFiles, nodeWords, s3proxyFile, storageFolders } from './configuration.mjs';
import { findJava } from './java.mjs';
import { isAlive, isTaken, startProcess, stopProcesses } from './processes.mjs';
import { query } from './query.mjs';

/** Everything of a running cluster; `down` deletes it. */
const run = join(clusterHome, 'run');
const stateFile = join(run, 'cluster.json');
const readyWithinS = 300;

/** What runs, as `{url, workers, processes}`; undefined unless every process of it is alive. */
export async function isUp() {
  const state = readState();
  return state?.isReady && Object.values(state.processes).every(isAlive) ? state : undefined;
}

/**
 * Starts a coordinator, workers and the storage server, and waits until all of them take part in queries. A cluster that runs
 * is left as it is.
 *
 * @param isBrief Whether it is for some minutes only.
 * @throws ClusterError after which nothing runs
 */
export async function up({ workers, port, withinS, isBrief = false }) {
  const running = await isUp();
  if (running) {
    if (running.workers !== workers || running.port !== port) {
      throw new ClusterError(
        `Cannot start a cluster: one with ${running.workers} workers runs at ${running.url}. ` +
          'End it with `npm run cluster:down` first.',
      );
    }
    console.log(`The cluster runs already: ${running.url}`);
    return running;
  }
  const java = findJava();
  if (!isFetched()) await fetchArchives(withinS);
  await clear();
  const cluster = {
    run,
    port,
    url: `http://127.0.0.1:${port}`,
    workers,
    storagePort: port + workers + 1,
    isBrief,
  };
  await refuseTakenPorts(cluster);
  const state = { ...cluster, processes: {}, isReady: false };
  try {
    startAll(java, cluster, state);
    await ready(cluster, state);
  } catch (error) {
    await stopProcesses(Object.values(state.processes));
    throw error;
  }
  writeState({ ...state, isReady: true });
  console.log(
    `The cluster runs: ${cluster.url}, a coordinator and ${workers} worker${workers === 1 ? '' : 's'}. Catalogs: ice, delta, lake.`,
  );
  return state;
}

/** Stops what `up` started, whatever of it is still there, and deletes its tables and logs. */
export async function down() {
  const wasThere = existsSync(run);
  await clear();
  console.log(wasThere ? 'The cluster is stopped.' : 'There is no cluster to stop.');
}

async function clear() {
  const state = readState();
  if (state) await stopProcesses(Object.values(state.processes));
  rmSync(run, { recursive: true, force: true });
}

async function refuseTakenPorts({ port, storagePort }) {
  for (let candidate = port; candidate <= storagePort; candidate++) {
    if (!(await isTaken(candidate))) continue;
    throw new ClusterError(
      `Cannot start the cluster: port ${candidate} is taken by another program. Choose others with --port, ` +
        `which needs ${storagePort - port + 1} in a row.`,
    );
  }
}

function startAll(java, cluster, state) {
  const folders = storageFolders(run);
  for (const folder of [
    ...Object.values(folders),
    ...buckets.map((name) => join(folders.buckets, name)),
    join(run, 'exchange'),
  ]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFiles(run, { 's3proxy.properties': s3proxyFile(cluster) });
  const start = (name, words, cwd) => {
    state.processes[name] = startProcess(java, words, { cwd, log: logOf(name) });
    writeState(state);
  };
  start('storage', ['-Xmx256M', '-jar', s3proxyJar, '--properties', 's3proxy.properties'], run);
  for (const node of nodesOf(cluster)) {
    writeFiles(node.folder, nodeFiles(cluster, node));
    start(node.name, nodeWords(node, cluster), node.folder);
  }
}

function nodesOf({ workers, port }) {
  return Array.from({ length: workers + 1 }, (_, index) => {
    const name = index === 0 ? 'coordinator' : `worker-${index}`;
    return { name, isCoordinator: index === 0, port: port + index, folder: join(run, name) };
  });
}

async function ready(cluster, state) {
  const deadline = performance.now() + readyWithinS * 1000;
  for (;;) {
    for (const [name, process] of Object.entries(state.processes)) {
      if (!isAlive(process))
        throw new ClusterError(`Cannot start the cluster: ${name} has ended.\n${lastWords(name)}`);
    }
    if ((await activeWorkers(cluster.url)) === cluster.workers) return;
    if (performance.now() > deadline) {
      throw new ClusterError(
        `Cannot start the cluster: it is not ready after ${readyWithinS} seconds. What its nodes say is in ${run}.`,
      );
    }
    await sleep(250);
  }
}

/** Workers that queries are given to; 0 while the coordinator does not answer. */
async function activeWorkers(url) {
  try {
    const info = await (await fetch(`${url}/v1/info`)).json();
    if (info.starting) return 0;
    const [[count]] = await query(
      url,
      "SELECT COUNT(*) FROM system.runtime.nodes WHERE NOT coordinator AND state = 'active'",
    );
    return count;
  } catch {
    return 0;
  }
}

/** The last errors in the log of a process, or its end. */
function lastWords(name) {
  const lines = readFileSync(logOf(name), 'utf8').trim().split('\n');
  const errors = lines.filter((line) => /ERROR|^\d+\) |Error:/.test(line));
  return (errors.length > 0 ? errors : lines).slice(-8).join('\n');
}

function logOf(name) {
  return join(run, `${name}.log`);
}

function writeFiles(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function readState() {
  return existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')) : undefined;
}

function writeState(state) {
  writeFileSync(stateFile, JSON.stringify(state, null, 2));
}
