import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { copyProject } from '../cases.ts';
import { type ProjectRun, runProject } from '../harness.ts';

/** `file:line:column` of the first mistake of each node, by its name. */
function placesOf({ events }: ProjectRun): Record<string, string> {
  const places: Record<string, string> = {};
  for (const event of events) {
    if (event.kind !== 'node-finished' || event.diagnostics.length === 0) continue;
    const { file, line, column } = event.diagnostics[0]!.at!;
    places[event.subject.name] = `${file}:${line}:${column}`;
  }
  return places;
}

it('what the database refuses is told at the line where the author wrote it', async () => {
  const { project, done } = copyProject(dirname(fileURLToPath(import.meta.url)));
  try {
    const isTest = (type: string): boolean => type === 'test';
    const run = await runProject(project, { select: (node) => !isTest(node.resource_type) });
    const tests = await runProject(project, { select: (node) => isTest(node.resource_type) });
    expect({ ...placesOf(run), ...placesOf(tests) }).toEqual({
      'run-on-run-start-1': './dbt_project.yml:6:13',
      'run-on-run-end-0': 'macros/m.sql:3:5',
      asks: 'macros/m.sql:12:9',
      cast: 'models/cast.sql:3:9',
      hook_macro: 'macros/m.sql:6:3',
      hook_sql: 'models/hook_sql.sql:3:27',
      hook_yaml: 'models/s.yml:7:11',
      project_hook: 'dbt_project.yml:11:30',
      promised: 'models/promised.sql:2:4',
      reads_eph: 'models/eph.sql:3:3',
      sd: 'seeds/sd.csv:1:1',
      snap: 'snapshots/snap.sql:4:3',
      snap2: 'snapshots/snap.sql:7:1',
      uses_macro: 'macros/m.sql:18:34',
      odd_base_id: 'macros/m.sql:16:27',
      accepted_values_base_id__False__1: 'models/s.yml:19:16',
      single: 'tests/single.sql:2:7',
    });
  } finally {
    done();
  }
}, 180_000);
