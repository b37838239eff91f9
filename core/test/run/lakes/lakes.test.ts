import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyProject } from '../cases.ts';
import { type ProjectRun, runProject } from '../harness.ts';

/**
 * Without the extension no DuckLake can be opened; a plain database stands in for it, of which the profile says that it
 * is one. It refuses what only a DuckLake knows, but what was sent can be looked at.
 */
describe('models in a DuckLake', () => {
  const { project, done } = copyProject(dirname(fileURLToPath(import.meta.url)));
  let first: ProjectRun;
  let second: ProjectRun;
  beforeAll(async () => {
    first = await runProject(project);
    second = await runProject(project, { select: (node) => node.name === 'merged' });
  }, 180_000);
  afterAll(done);

  const executed = (name: string): string => first.executed.get(`model.run.${name}`)!.replaceAll(/\s+/g, ' ').trim();
  const messageOf = ({ results }: ProjectRun, name: string): string =>
    results.find(({ unique_id: id }) => id === `model.run.${name}`)!.message!;

  it('get their partitions and their order while they are empty', () => {
    expect(executed('parted')).toBe(
      'create or replace table "lake"."main"."parted" as ( select * from ( select 1 as id, 2024 as year, 2 as part ) as model_subq limit 0 ); ' +
        'alter table "lake"."main"."parted" set partitioned by (year, part); ' +
        'alter table "lake"."main"."parted" set sorted by ("id"); ' +
        'insert into "lake"."main"."parted" select * from ( select 1 as id, 2024 as year, 2 as part ) as model_subq;',
    );
    expect(executed('promised')).toBe(
      'create table "lake"."main"."promised" ( id int ) ; ' +
        'alter table "lake"."main"."promised" set partitioned by (id); ' +
        'insert into "lake"."main"."promised" (id) ( select id from ( select 1 as id ) as model_subq );',
    );
  });

  it('are told what MERGE cannot do there', () => {
    expect(messageOf(second, 'merged')).toContain('merge_returning_columns is not supported by DuckLake');
    expect(messageOf(second, 'merged')).toContain('merge_clauses hold 2 clauses that update or delete');
  });

  it('are dropped without CASCADE, which DuckLake does not take', () => {
    expect(messageOf(first, 'dropped')).toBe('OK');
    expect(first.compiled.get('model.run.dropped')).toContain("'True' as is_lake");
  });

  it('outside of it are told that partitions have no effect', () => {
    expect(first.said).toContain(
      'partitioned_by/partition_by is only supported for DuckLake relations; ignoring for "build"."main"."plain"',
    );
    expect(messageOf(first, 'plain')).toBe('OK');
  });
});
