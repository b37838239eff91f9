import { setTimeout as sleep } from 'node:timers/promises';
import { query } from './query.mjs';

const replacing = `
  SELECT COUNT(*) FROM system.runtime.queries
  WHERE state = 'RUNNING' AND LOWER(query) LIKE '%create or replace table%' AND query NOT LIKE '%runtime.queries%'`;

/** Waits until the cluster replaces a table, then kills a worker. @returns whether there was such a moment before `isOver` */
export async function loseWorker({ url, processes }, isOver) {
  while (!isOver()) {
    const [[running]] = await query(url, replacing);
    if (running > 0) {
      process.kill(processes['worker-2'].pid, 'SIGKILL');
      return true;
    }
    await sleep(20);
  }
  return false;
}
