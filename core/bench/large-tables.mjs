// Projects whose work is in their rows: a seed, and a snapshot of which a hundredth changes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const profiles = (name) =>
  `${name}:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: ${name}.duckdb, threads: 4}\n`;

function writeProject(folder, name) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'dbt_project.yml'), `name: ${name}\nversion: "1.0"\nprofile: ${name}\n`);
  writeFileSync(join(folder, 'profiles.yml'), profiles(name));
}

/** A CSV file of six columns as the seed `big` of a project. @returns the statement that has DuckDB read it into a table */
export function writeSeedProject(folder, rows) {
  writeProject(folder, 'seeding');
  mkdirSync(join(folder, 'seeds'), { recursive: true });
  const two = (number) => String(number).padStart(2, '0');
  const lines = Array.from(
    { length: rows },
    (_, i) =>
      `${i},name ${i},${((i * 7919) % 100000) / 100},2024-${two((i % 12) + 1)}-${two((i % 28) + 1)},${i % 3 === 0},${['Berlin', 'Hamburg', ''][i % 3]}`,
  );
  const file = join(folder, 'seeds/big.csv');
  writeFileSync(file, `id,name,amount,ordered_on,is_paid,city\n${lines.join('\n')}\n`);
  return `create or replace table big as select * from read_csv('${file}')`;
}

/**
 * A snapshot by time of the table `items`.
 *
 * @returns statements: `create` makes the table, `change` alters a hundredth of its rows (another one for each number), and
 * `merge` does by hand what the snapshot then does
 */
export function writeSnapshotProject(folder, rows) {
  writeProject(folder, 'snapping');
  mkdirSync(join(folder, 'snapshots'), { recursive: true });
  writeFileSync(
    join(folder, 'snapshots/items.yml'),
    `sources: [{name: raw, schema: main, tables: [{name: items}]}]
snapshots:
  - name: item_versions
    relation: source('raw', 'items')
    config: {unique_key: id, strategy: timestamp, updated_at: updated_at}
`,
  );
  return {
    create: `create table items as select i as id, 'name ' || i as name, i * 37 % 10007 / 100.0 as amount,
      timestamp '2024-01-01' + interval (i % 1000) minute as updated_at from range(${rows}) t(i)`,
    change: (number) =>
      `update items set amount = amount + 1, updated_at = timestamp '2025-01-01' + interval ${number} day where id % 100 = ${number % 100}`,
    merge: [
      'begin',
      `create temp table changed as select items.*, former.dbt_scd_id as former_id from items
        left join item_versions as former on former.id = items.id and former.dbt_valid_to is null
        where former.id is null or former.dbt_valid_from < items.updated_at`,
      `update item_versions set dbt_valid_to = changed.updated_at from changed
        where item_versions.dbt_scd_id = changed.former_id and item_versions.dbt_valid_to is null`,
      `insert into item_versions by name select * exclude (former_id), updated_at as dbt_updated_at,
        updated_at as dbt_valid_from, null::timestamp as dbt_valid_to, md5(id || '|' || updated_at) as dbt_scd_id from changed`,
      'commit',
    ],
  };
}
