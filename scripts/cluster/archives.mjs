// Trino and a storage server, from where Maven gets everything, into a folder of the user.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ClusterError } from './cluster-error.mjs';

const trinoVersion = '476';
const s3proxyVersion = '4.1.0';
const copyGoal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';

export const clusterHome =
  process.env.BK_CLUSTER_HOME ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bk-build', 'trino');

export const serverFolder = join(clusterHome, `trino-server-${trinoVersion}`);
export const s3proxyJar = join(clusterHome, `s3proxy-${s3proxyVersion}-jar-with-dependencies.jar`);

/** Of the 50 plugins the cluster needs those that keep tables, and the one that keeps what nodes exchange. */
const plugins = ['iceberg', 'delta-lake', 'exchange-filesystem'];

export function isFetched() {
  return existsSync(serverFolder) && existsSync(s3proxyJar);
}

/**
 * The whole server is fetched (920 MB): its core and the archives of the two connectors together are hardly smaller, and that
 * of Delta Lake is not in every mirror.
 *
 * @throws ClusterError when Maven is not there, cannot get an archive, or takes longer than `withinS` seconds
 */
export async function fetchArchives(withinS) {
  mkdirSync(clusterHome, { recursive: true });
  const deadline = performance.now() + withinS * 1000;
  // Unpacked beside and moved into place, so that what is there is whole.
  const work = mkdtempSync(join(clusterHome, 'fetching-'));
  try {
    console.log(`Fetching Trino ${trinoVersion} (920 MB, once) into ${clusterHome}`);
    await copy(`org.gaul:s3proxy:${s3proxyVersion}:jar:jar-with-dependencies`, work, deadline);
    await copy(`io.trino:trino-server:${trinoVersion}:tar.gz`, work, deadline);
    unpack(work);
    rmSync(serverFolder, { recursive: true, force: true });
    renameSync(join(work, `trino-server-${trinoVersion}`), serverFolder);
    renameSync(join(work, `s3proxy-${s3proxyVersion}-jar-with-dependencies.jar`), s3proxyJar);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Plugins share libraries as hard links, which tar can only make when it unpacks all; what is not wanted goes afterwards. */
function unpack(folder) {
  const name = `trino-server-${trinoVersion}`;
  const { status, error, stderr } = spawnSync('tar', ['-xzf', `${name}.tar.gz`], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new ClusterError(`Cannot unpack ${name}.tar.gz: ${error?.message ?? stderr.split('\n', 1)[0]}`);
  }
  for (const plugin of readdirSync(join(folder, name, 'plugin'))) {
    if (!plugins.includes(plugin)) rmSync(join(folder, name, 'plugin', plugin), { recursive: true });
  }
}

/** Maven is asked as it is set up here: mirrors, proxies and passwords are in its settings. */
async function copy(artifact, folder, deadline) {
  const words = ['-B', '-ntp', copyGoal, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`];
  const { status, output } = await finished('mvn', words, folder, deadline - performance.now());
  if (status === 'late') throw new ClusterError(`Cannot fetch ${artifact}: it did not arrive in time.`);
  if (status === 'absent') {
    throw new ClusterError(
      `Cannot fetch ${artifact}: Maven is needed for it, and there is no program "mvn".`,
    );
  }
  if (status !== 0) {
    const reason = /^\[ERROR\] (.+)$/m.exec(output)?.[1] ?? `mvn ended with exit code ${status}`;
    throw new ClusterError(`Cannot fetch ${artifact}: ${reason}`);
  }
}

function finished(program, words, cwd, timeoutMs) {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let isLate = false;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    const timer = setTimeout(
      () => {
        isLate = true;
        child.kill();
      },
      Math.max(timeoutMs, 0),
    );
    child.on('error', () => {
      clearTimeout(timer);
      resolve({ status: 'absent', output });
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ status: isLate ? 'late' : status, output });
    });
  });
}
