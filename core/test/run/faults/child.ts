/**
 * Builds a project and ends itself at a given point: `node child.mjs FOLDER VERSION [STATEMENT [DELAY]]`. It is killed
 * before the statement of that number is sent, or so many milliseconds after.
 */
import type { Adapter } from '../../../src/adapter/index.ts';
import { runProject } from '../harness.ts';

const [folder = '', version = '1', statement = '0', delay] = process.argv.slice(2);
let sent = 0;

function countStatements(adapter: Adapter): void {
  const acquire = adapter.acquire.bind(adapter);
  adapter.acquire = async (name) => {
    const connection = await acquire(name);
    for (const method of ['execute', 'begin', 'commit', 'describe'] as const) {
      const inner = connection[method].bind(connection) as (...args: unknown[]) => Promise<unknown>;
      Object.assign(connection, {
        [method]: (...args: unknown[]) => {
          if (++sent === Number(statement)) end();
          return inner(...args);
        },
      });
    }
    return connection;
  };
}

const kill = (): void => void process.kill(process.pid, 'SIGKILL');

function end(): void {
  if (delay === undefined) kill();
  else setTimeout(kill, Number(delay));
}

// A file that may not grow is to fail like a full disk, not to end the process.
process.on('SIGXFSZ', () => {});

const { results } = await runProject(folder, {
  vars: { version: Number(version), rows: Number(process.env['ROWS'] ?? 5000) },
  threads: 2,
  startedAtMs: Date.UTC(2024, 0, Number(version)),
  onAdapter: countStatements,
});
console.log(JSON.stringify({ sent, statuses: results.map(({ unique_id: id, status, message }) => [id, status, message]) }));
