import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from './cluster-error.mjs';
import { query } from './query.mjs';

const table = 'ice.marts.lost_worker';
/** As many rows as lines of orders, times this: some seconds of work. */
const times = 40;

/**
 * Replaces a table, and kills a worker while rows are written.
 *
 * @returns how the statement ended, and whether the table is as before or as it was to become, nothing between
 */
export async function loseWorker({ url, processes }) {
  await query(url, `CREATE OR REPLACE TABLE ${table} AS SELECT 'before' AS state`);
  const [[lines]] = await query(url, 'SELECT COUNT(*) FROM ice.marts.fct_order_items');
  const replaced = query(
    url,
    `CREATE OR REPLACE TABLE ${table} AS
      SELECT 'after' AS state, order_id, line_number, copy, MD5(TO_UTF8(CAST(order_id * copy AS VARCHAR))) AS ballast
      FROM ice.marts.fct_order_items CROSS JOIN UNNEST(SEQUENCE(1, ${times})) AS copies (copy)`,
  ).then(
    () => 'done, its statement was retried',
    (error) => {
      if (!(error instanceof ClusterError)) throw error;
      return `failed cleanly (${error.message.split('\n', 1)[0]})`;
    },
  );
  await writing(url);
  process.kill(processes['worker-2'].pid, 'SIGKILL');
  const outcome = await replaced;
  const states = await query(url, `SELECT state, COUNT(*) FROM ${table} GROUP BY state`);
  const expected = outcome.startsWith('done') ? [['after', lines * times]] : [['before', 1]];
  return { outcome, isWhole: JSON.stringify(states) === JSON.stringify(expected) };
}

/** Waits until the statement has read rows and still runs. @throws ClusterError when it was too quick for that */
async function writing(url) {
  for (let look = 0; look < 200; look++) {
    const [row] = await query(
      url,
      `SELECT q.state, COALESCE(SUM(t.processed_input_rows), 0)
       FROM system.runtime.queries AS q LEFT JOIN system.runtime.tasks AS t ON q.query_id = t.query_id
       WHERE q.query LIKE 'CREATE OR REPLACE TABLE ${table}%after%' GROUP BY q.state`,
    );
    if (row?.[0] === 'RUNNING' && row[1] > 0) return;
    if (row?.[0] === 'FINISHED')
      throw new ClusterError('The statement had ended before a worker could be killed.', {
        kind: 'EXTERNAL',
      });
    await sleep(100);
  }
  throw new ClusterError('The statement that was to lose a worker did not begin.', { kind: 'EXTERNAL' });
}
