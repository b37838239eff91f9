// What DuckDB alone needs for a project that was built: the floor under any build time.
// usage: node core/bench/floor.mjs PROJECT_FOLDER DATABASE_NAME
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const [folder, database] = process.argv.slice(2);
const { nodes } = JSON.parse(readFileSync(join(folder, 'target/manifest.json'), 'utf8'));
const { results } = JSON.parse(readFileSync(join(folder, 'target/run_results.json'), 'utf8'));
const completed = (result) => result.timing.at(-1)?.completed_at ?? '';
results.sort((a, b) => (completed(a) < completed(b) ? -1 : 1));
const path = join(folder, 'floor.duckdb');
for (const file of [path, `${path}.wal`]) rmSync(file, { force: true });
const connection = await (await DuckDBInstance.create(path)).connect();
const started = performance.now();
for (const { unique_id: id, compiled_code: code } of results) {
  const node = nodes[id];
  const sql = code?.replaceAll(`"${database}".`, '"floor".');
  if (node?.resource_type === 'model') {
    await connection.run(
      `create or replace ${node.config.materialized} "floor"."${node.schema}"."${node.name}" as (${sql})`,
    );
  } else if (node?.resource_type === 'test') await connection.run(`select count(*) from (${sql})`);
}
console.log(((performance.now() - started) / 1000).toFixed(3));
