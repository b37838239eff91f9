import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How well the nodes of the last invocation were laid on threads, in seconds: `wall`, from the first to the last of them, and
 * `least`, which no order could do better than: the longest way through the graph, or all of their times on as many threads.
 */
export function readSchedule(target, threads) {
  const read = (name) => JSON.parse(readFileSync(join(target, name), 'utf8'));
  const { nodes } = read('manifest.json');
  const { results } = read('run_results.json');
  const took = new Map(results.map(({ unique_id: id, execution_time: time }) => [id, time]));
  const ways = new Map();
  const longestWay = (id) => {
    if (!took.has(id)) return 0;
    if (!ways.has(id)) {
      const parents = nodes[id]?.depends_on.nodes ?? [];
      ways.set(id, took.get(id) + parents.reduce((most, parent) => Math.max(most, longestWay(parent)), 0));
    }
    return ways.get(id);
  };
  const sum = [...took.values()].reduce((total, time) => total + time, 0);
  const moments = results.flatMap(({ timing }) =>
    timing.flatMap((phase) => [Date.parse(phase.started_at), Date.parse(phase.completed_at)]),
  );
  const least = [...took.keys()].reduce((most, id) => Math.max(most, longestWay(id)), sum / threads);
  return { wall: (Math.max(...moments) - Math.min(...moments)) / 1000, least };
}
