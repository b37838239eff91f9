import { spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from './cluster-error.mjs';

/**
 * Starts a program that outlives this one, its output in a file.
 *
 * @returns its id, and when it began: an id is given again, an id with a beginning is not
 */
export function startProcess(program, words, { cwd, log }) {
  const output = openSync(log, 'a');
  const child = spawn(program, words, { cwd, detached: true, stdio: ['ignore', output, output] });
  child.on('error', () => {});
  child.unref();
  if (child.pid === undefined) throw new ClusterError(`Cannot run ${program}.`);
  return { pid: child.pid, began: beginningOf(child.pid) };
}

export function isAlive({ pid, began }) {
  return began !== '' && beginningOf(pid) === began;
}

/** Asks the processes to end, and makes those that are still there after 15 seconds. Never touches another's. */
export async function stopProcesses(processes) {
  signal(processes, 'SIGTERM');
  const deadline = performance.now() + 15_000;
  while (processes.some(isAlive) && performance.now() < deadline) await sleep(100);
  signal(processes, 'SIGKILL');
  while (processes.some(isAlive)) await sleep(50);
}

function signal(processes, name) {
  for (const one of processes) if (isAlive(one)) process.kill(one.pid, name);
}

/** When a process began, as `ps` tells it; empty when there is none, or only what its parent has yet to collect. */
function beginningOf(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [, state = 'Z', began = ''] = /^\s*(\S+)\s+(.*\S)/.exec(stdout ?? '') ?? [];
  return state.startsWith('Z') ? '' : began;
}

/** Whether somebody listens on a port of loopback. */
export function isTaken(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (taken) => {
      socket.destroy();
      resolve(taken);
    };
    socket.on('connect', () => answer(true));
    socket.on('error', () => answer(false));
  });
}
