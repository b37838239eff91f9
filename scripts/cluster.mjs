// `npm run cluster:up` and `npm run cluster:down`: Trino as processes of this machine, a coordinator and two workers on loopback,
// to try and to test what a production cluster does. `node scripts/cluster.mjs --help` tells the options.
import { parseArgs } from 'node:util';
import { fetchArchives, isFetched } from './cluster/archives.mjs';
import { down, isUp, up } from './cluster/cluster.mjs';
import { ClusterError } from './cluster/cluster-error.mjs';
import { findJava } from './cluster/java.mjs';

const help = `Usage: node scripts/cluster.mjs up|down|status|fetch [options]

  up      fetches Trino when it is not at hand, starts the nodes, and waits until queries can be sent
  down    stops what "up" started and deletes its tables
  status  exit code 0 when the cluster runs
  fetch   only fetches

  --workers N   number of workers (default 2)
  --port N      the coordinator's port; workers and storage take those that follow (default 18080)
  --within S    seconds that fetching may take (default 1800)

BK_JAVA_HOME names a Java of version 24 or newer; without it JAVA_HOME, the PATH and the usual folders are searched.
BK_CLUSTER_HOME is where everything is kept (default ~/.cache/bk-build/trino).`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string', default: '2' },
    port: { type: 'string', default: '18080' },
    within: { type: 'string', default: '1800' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const commands = {
  up: () =>
    up({ workers: wholeNumber('workers', 1, 16), port: wholeNumber('port', 1024, 65000), withinS: within() }),
  down,
  async status() {
    const running = await isUp();
    console.log(running ? `The cluster runs: ${running.url}` : 'The cluster does not run.');
    if (!running) process.exitCode = 1;
  },
  async fetch() {
    findJava();
    if (!isFetched()) await fetchArchives(within());
  },
};

try {
  const command = commands[positionals[0]];
  if (values.help) console.log(help);
  else if (positionals.length === 1 && command) await command();
  else throw new ClusterError(`Cannot tell what to do: expected one of up, down, status, fetch.\n\n${help}`);
} catch (error) {
  if (!(error instanceof ClusterError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

function within() {
  return wholeNumber('within', 1, 86_400);
}

function wholeNumber(option, least, most) {
  const number = Number(values[option]);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new ClusterError(
    `--${option} is "${values[option]}": a whole number from ${least} to ${most} is needed.`,
  );
}
