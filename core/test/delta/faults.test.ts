import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/diagnostics/index.ts';
import { localDeltaStorage } from '../../src/node/delta-storage.ts';
import { changes, lookups, observedStorage } from './faulty-storage.ts';
import { codeOf, useWorkshop } from './harness.ts';

const workshop = useWorkshop();
const root = (): string => join(workshop.folder, 'orders');

/** A table on a disk that fails once, at one operation: before it is done, or when it is. */
function failingTable(at: number, moment: 'before' | 'after', code: string, onFailure: () => void) {
  const storage = observedStorage(localDeltaStorage(root()), [...changes, ...lookups], (event) => {
    if (event.number !== at || event.moment !== moment) return;
    onFailure();
    throw Object.assign(new Error(`${code}: ${event.operation}`), { code });
  });
  return workshop.tableOn(storage);
}

async function ids(): Promise<number[]> {
  const rows = await workshop.rows(`select id from (${await workshop.table().select()}) order by id`);
  return rows.map(({ id }) => Number(id));
}

describe('a disk that fails', () => {
  it.each([
    ['EACCES', 'before'],
    ['ENOSPC', 'before'],
    ['EMFILE', 'before'],
    ['EIO', 'after'],
  ] as const)(
    'with %s %s any step: the row is in the table exactly when the write says so',
    async (code, moment) => {
      // The eleventh commit brings a checkpoint, so that all kinds of steps are among these.
      for (let id = 0; id < 10; id++) await workshop.table().write(`select ${id} as id`, { mode: 'append' });
      let expected = await ids();
      let next = 100;
      for (let step = 1, hasFailed = true; hasFailed; step++) {
        hasFailed = false;
        const table = failingTable(step, moment, code, () => (hasFailed = true));
        const id = next++;
        const outcome = await table
          .write(`select ${id} as id`, { mode: 'append' })
          .catch((error: unknown) => error);
        if (!(outcome instanceof Error)) expected = [...expected, id];
        else expect([hasFailed, outcome]).toEqual([true, expect.any(UserError)]);
        expect(await ids(), `step ${step}`).toEqual(expected);
        await workshop.table().write(`select ${next} as id`, { mode: 'append' });
        expected = [...expected, next++];
      }
      expect(await ids()).toEqual(expected);
      expect(readdirSync(join(root(), '_delta_log')).filter((name) => name.includes('tmp'))).toEqual([]);
    },
  );

  it('when a table is created leaves none, or a whole one', async () => {
    for (let step = 1, hasFailed = true; hasFailed; step++) {
      hasFailed = false;
      const table = failingTable(step, 'before', 'ENOSPC', () => (hasFailed = true));
      const before = existsSync(join(root(), '_delta_log')) && (await workshop.table().exists());
      const outcome = await table
        .write('select 1 as id', { mode: 'append' })
        .catch((error: unknown) => error);
      const after = await workshop.table().exists();
      expect(after).toBe(before || !(outcome instanceof Error));
    }
    expect(await ids()).toContain(1);
  });

  it('in a query leaves no file', async () => {
    await workshop.table().write('select 1 as id, 0 as part', { mode: 'create', partitionBy: ['part'] });
    const query =
      "select case when i = 90000 then error('no more') else i end::int as id, (i % 2)::int as part from range(100000) t(i)";
    await expect(workshop.table().write(query, { mode: 'append' })).rejects.toThrow(/no more/);
    const files = readdirSync(root(), { recursive: true })
      .map(String)
      .filter((path) => path.endsWith('.parquet'));
    expect(files).toHaveLength(1);
    expect(await ids()).toEqual([1]);
  });

  it('says that the former version stands', async () => {
    await workshop.table().write('select 1 as id', { mode: 'create' });
    const storage = observedStorage(localDeltaStorage(root()), ['putIfAbsent'], ({ moment }) => {
      if (moment === 'before') throw new Error('ENOSPC: no space left on device');
    });
    const error = await workshop
      .tableOn(storage)
      .write('select 2 as id', { mode: 'append' })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(/no space left on device; its former version stands/);
  });

  it('is told in full, whatever it did not let be written', async () => {
    for (let id = 0; id < 10; id++) await workshop.table().write(`select ${id} as id`, { mode: 'append' });
    const failing = (operation: 'putIfAbsent' | 'makeFolder' | 'rename') =>
      workshop
        .tableOn(
          observedStorage(localDeltaStorage(root()), [operation], ({ moment }) => {
            if (moment === 'before')
              throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
          }),
        )
        .write('select 10 as id', { mode: 'append' });
    const refusal = async (work: Promise<unknown>) =>
      (await work.catch((error: unknown) => error)) as UserError;
    expect((await refusal(failing('makeFolder'))).diagnostics).toEqual([
      {
        code: 'DELTA_STORAGE',
        severity: 'error',
        message: `Cannot read or write "${root()}": ENOSPC: no space left on device`,
        hint: 'Check the permissions of its folder and the space on its disk; nothing was changed',
      },
    ]);
    expect((await refusal(failing('putIfAbsent'))).diagnostics).toEqual([
      {
        code: 'DELTA_COMMIT_FAILED',
        severity: 'error',
        message: `Cannot commit to "${root()}": ENOSPC: no space left on device; its former version stands`,
        hint: 'Check the permissions of its folder and the space on its disk, then repeat the change',
      },
    ]);
    // The eleventh commit is made; the checkpoint that it brings is not.
    expect((await failing('rename')).warnings).toEqual([
      {
        code: 'DELTA_CHECKPOINT_FAILED',
        severity: 'warning',
        message: `Version 10 of "${root()}" is committed, but no checkpoint of it was written: ENOSPC: no space left on device`,
        hint: 'Nothing is lost, reading is slower only: a later commit writes the next one',
      },
    ]);
  });

  it('is told from a broken data file', async () => {
    await workshop.table().write('select 1 as id', { mode: 'create' });
    const [name] = readdirSync(root()).filter((file) => file.endsWith('.parquet'));
    writeFileSync(join(root(), name!), 'PAR1 and nothing else');
    expect(await codeOf(workshop.table().select())).toBe('DELTA_FILE_UNREADABLE');
    const write = (query: string) => workshop.table().write(query, { mode: 'append' });
    await expect(write("from '/nowhere/at/all.parquet'")).rejects.toThrow(/^IO Error/);
    await expect(write('select nothing')).rejects.toThrow(/^Binder Error/);
  });
});
