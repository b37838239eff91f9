import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { copyProject, readRelations } from '../cases.ts';
import { runProject } from '../harness.ts';

it('files of models that are not built are views again in a database that is new', async () => {
  const { project, done } = copyProject(dirname(fileURLToPath(import.meta.url)));
  try {
    const database = join(project, 'build.duckdb');
    await runProject(project);
    rmSync(database);
    await runProject(project, { select: (node) => node.name === 'reads' });
    const { 'main.reads': reads } = await readRelations(database, ['main.reads'], []);
    expect(reads?.rows).toEqual([
      ['parted', '4'],
      ['zipped', '1'],
    ]);
  } finally {
    done();
  }
}, 180_000);
