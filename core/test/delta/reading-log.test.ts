import { copyFileSync, mkdirSync, readdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf, commitPath, faultOf, logNames, readCommitActions, writeCommit } from './harness.ts';
import { add, features, field, head, useTable } from './hand-made.ts';

const { workshop, root, makeTable, read } = useTable();

describe('paths', () => {
  it('decodes them, takes pattern characters as they are, and follows absolute ones', async () => {
    const names = ['a b%c.parquet', '[x]*?.parquet', "it's.parquet"];
    const outside = join(workshop.folder, 'outside [1].parquet');
    const paths = [
      ...names.map(encodeURIComponent),
      `file://${encodeURI(outside)}`,
      `file:${encodeURI(outside)}x`,
    ];
    await makeTable(
      [...head([field('id', 'long')]), ...paths.map((path) => add(path))],
      Object.fromEntries(names.map((name, index) => [name, `select ${index}::bigint as id`])),
    );
    copyFileSync(join(root(), names[0]!), outside);
    copyFileSync(join(root(), names[1]!), `${outside}x`);
    expect(await read('order by id')).toEqual([0, 0, 1, 1, 2].map((id) => ({ id: String(id) })));
  });

  it('does not take a partition from a folder above the table', async () => {
    mkdirSync(join(workshop.folder, 'part=9'));
    const table = workshop.table('part=9/orders');
    await table.write('select i as id, i % 2 as part from range(4) t(i)', {
      mode: 'create',
      partitionBy: ['part'],
    });
    expect(await workshop.rows(`select distinct part from (${await table.select()}) order by 1`)).toEqual([
      { part: '0' },
      { part: '1' },
    ]);
  });

  it('names the file that is missing', async () => {
    await workshop.table().write('select 1 as id, 2 as part', { mode: 'create', partitionBy: ['part'] });
    const [name] = readdirSync(join(root(), 'part=2'));
    unlinkSync(join(root(), 'part=2', name!));
    const { code, message } = await faultOf(workshop.table().select());
    expect(code).toBe('DELTA_FILE_MISSING');
    expect(message).toContain(join(root(), 'part=2', name!));
  });
});

describe('the log', () => {
  const appendMany = async (count: number): Promise<void> => {
    for (let id = 0; id < count; id++) await workshop.table().write(`select ${id} as id`, { mode: 'append' });
  };
  const ids = async (choice = {}): Promise<number> => {
    const [row] = await workshop.rows(
      `select count(*)::int as n from (${await workshop.table().select(choice)})`,
    );
    return Number(row!['n']);
  };
  const drop = (...versions: number[]): void =>
    versions.forEach((version) => unlinkSync(commitPath(root(), version)));
  const log = (name: string): string => join(root(), '_delta_log', name);
  const checkpoint = '00000000000000000010.checkpoint.parquet';

  it('needs no _last_checkpoint, and does not believe a wrong one', async () => {
    await appendMany(12);
    for (const text of ['{"version":3}', '{"version":99}', '{', '']) {
      writeFileSync(log('_last_checkpoint'), text);
      expect(await ids()).toBe(12);
    }
    unlinkSync(log('_last_checkpoint'));
    expect(await ids()).toBe(12);
  });

  it('goes the long way when a checkpoint is broken, and says so when there is none', async () => {
    await appendMany(12);
    writeFileSync(log(checkpoint), 'nothing');
    expect(await ids()).toBe(12);
    drop(3);
    expect(await codeOf(ids())).toBe('DELTA_CHECKPOINT');
  });

  it('names the version that is missing', async () => {
    await appendMany(13);
    drop(0, 1, 2, 11);
    const { code, message } = await faultOf(ids());
    expect(code).toBe('DELTA_LOG_GAP');
    expect(message).toContain('version 11');
    expect(await ids({ version: 10 })).toBe(11);
    expect(await codeOf(ids({ version: 5 }))).toBe('DELTA_VERSION_MISSING');
  });

  it('reads checkpoints in parts, none without all of its parts', async () => {
    await appendMany(12);
    const parts = [1, 2, 3].map(
      (part) => `00000000000000000010.checkpoint.000000000${part}.0000000003.parquet`,
    );
    for (const [index, name] of parts.entries()) {
      await workshop.connection.run(
        `copy (select * from (select *, row_number() over () as r from '${log(checkpoint)}') where r % 3 = ${index}) to '${log(name)}' (format parquet)`,
      );
    }
    unlinkSync(log(checkpoint));
    drop(0, 1);
    expect(await ids()).toBe(12);
    unlinkSync(log(parts[1]!));
    const { code, message } = await faultOf(ids());
    expect(code).toBe('DELTA_CHECKPOINT');
    expect(message).toContain('2 of 3 parts');
  });

  it.each(['json', 'parquet'])(
    'reads checkpoints of version 2 with files beside them, as %s',
    async (format) => {
      await appendMany(12);
      const sidecar = '016ae953-37a9-438e-8683-9a9a4a79a395.parquet';
      mkdirSync(log('_sidecars'));
      await workshop.connection.run(
        `copy (select add, remove from '${log(checkpoint)}' where add is not null) to '${log(`_sidecars/${sidecar}`)}' (format parquet)`,
      );
      const name = `00000000000000000010.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.${format}`;
      const actions = [
        { checkpointMetadata: { version: 10 } },
        ...readCommitActions(root(), 0).filter(({ protocol, metaData }) => protocol ?? metaData),
        { sidecar: { path: sidecar, sizeInBytes: 1, modificationTime: 0 } },
      ];
      const lines = log('v2.json');
      writeFileSync(lines, actions.map((action) => JSON.stringify(action)).join('\n'));
      if (format === 'json') renameSync(lines, log(name));
      else
        await workshop.connection.run(`copy (from read_json('${lines}')) to '${log(name)}' (format parquet)`);
      unlinkSync(log(checkpoint));
      drop(0, 1, 2);
      expect(await ids()).toBe(12);
      unlinkSync(log(`_sidecars/${sidecar}`));
      expect(await codeOf(ids())).toBe('DELTA_CHECKPOINT');
    },
  );

  it('takes no notice of files that are not its own', async () => {
    await appendMany(3);
    for (const name of [
      '.00000000000000000003.json.tmp',
      '00000000000000000000.00000000000000000001.compacted.json',
      '00000000000000000002.crc',
      '0003.json',
    ])
      writeFileSync(log(name), '{');
    expect(await ids()).toBe(3);
    expect(logNames(root())).toContain('0003.json');
  });

  it('tells the line of a commit that is broken', async () => {
    await appendMany(2);
    const lines = readCommitActions(root(), 1).map((action) => JSON.stringify(action));
    writeFileSync(commitPath(root(), 1), `${lines[0]}\n${lines[1]!.slice(0, -9)}`);
    const { code, message } = await faultOf(ids());
    expect(code).toBe('DELTA_LOG_CORRUPT');
    expect(message).toContain('_delta_log/00000000000000000001.json:2 is not JSON');
    for (const action of [
      '[]',
      '"add"',
      '{"add":{}}',
      '{"remove":{}}',
      '{"metaData":{}}',
      '{"protocol":{}}',
      '{"txn":{}}',
    ]) {
      writeFileSync(commitPath(root(), 1), action);
      expect(await codeOf(ids()), action).toBe('DELTA_LOG_CORRUPT');
    }
    for (const schemaString of ['{', '"x"', '{"type":"struct"}', '{"type":"struct","fields":[{}]}']) {
      writeCommit(root(), 1, [{ metaData: { id: '0', schemaString } }]);
      expect(await codeOf(ids()), schemaString).toBe('DELTA_LOG_CORRUPT');
    }
  });

  it('refuses features that are not known, all by name', async () => {
    await makeTable(
      head([field('id', 'long')], { protocol: features('deletionVectors', 'variantType', 'catalogManaged') }),
      {},
    );
    const { code, message } = await faultOf(workshop.table().select());
    expect(code).toBe('DELTA_FEATURE_UNKNOWN');
    expect(message).toContain('variantType, catalogManaged');
    await makeTable(
      head([field('id', 'long')], { protocol: { minReaderVersion: 4, minWriterVersion: 8 } }),
      {},
    );
    expect(await codeOf(workshop.table().select())).toBe('DELTA_FEATURE_UNKNOWN');
    await makeTable(head([field('id', 'variant')]), {});
    expect(await codeOf(workshop.table().select())).toBe('DELTA_TYPE');
  });

  it('refuses a table without metadata', async () => {
    await makeTable([{ protocol: { minReaderVersion: 1, minWriterVersion: 2 } }], {});
    expect(await codeOf(workshop.table().select())).toBe('DELTA_LOG_CORRUPT');
  });
});
