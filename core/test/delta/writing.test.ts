import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  codeOf,
  commitPath,
  faultOf,
  logNames,
  readCommitActions,
  useWorkshop,
  writeCommit,
} from './harness.ts';

const workshop = useWorkshop();
const root = (name = 'orders'): string => join(workshop.folder, name);
const table = () => workshop.table();
const append = { mode: 'append' } as const;
const create = { mode: 'create' } as const;

async function read(sql = 'order by 1'): Promise<unknown[]> {
  return workshop.rows(`select * from (${await table().select()}) ${sql}`);
}

const dataFiles = (name = 'orders'): string[] =>
  readdirSync(root(name), { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.parquet') && !path.includes('_delta_log'));

describe('columns', () => {
  it('widens what is narrower, takes names in any letter case, and any order', async () => {
    await table().write('select 1::bigint as Id, 1.5::double as x, 2.50::decimal(10,2) as price', create);
    await table().write('select 3::smallint as price, 2::int as X, 7::tinyint as ID', append);
    expect(await read()).toEqual([
      { Id: '1', x: 1.5, price: '2.50' },
      { Id: '7', x: 2, price: '3.00' },
    ]);
  });

  it.each([
    ['select 1.5 as id', 'DELTA_SCHEMA_DIFFERS'],
    ["select 'x' as id", 'DELTA_SCHEMA_DIFFERS'],
    ['select 1::hugeint as id', 'DELTA_SCHEMA_DIFFERS'],
    ['select {a: 1} as id', 'DELTA_SCHEMA_DIFFERS'],
    ['select 1 as id, 2 as other', 'DELTA_SCHEMA_DIFFERS'],
    ['select interval 1 day as id', 'DELTA_TYPE'],
  ])('refuses %s for a column of whole numbers', async (query, code) => {
    await table().write('select 1::bigint as id', create);
    expect(await codeOf(table().write(query, append))).toBe(code);
    expect(await read()).toEqual([{ id: '1' }]);
    expect(dataFiles()).toHaveLength(1);
  });

  it.each([
    "select '101'::bit as x",
    'select union_value(a := 1) as x',
    'select [interval 1 day] as x',
    "select {'a': 1::bignum} as x",
  ])('refuses %s, which Delta has no type for', async (query) => {
    const { code, message } = await faultOf(table().write(query, create));
    expect(code).toBe('DELTA_TYPE');
    expect(message).toContain('"x"');
  });

  it('reads types with odd names and values apart', async () => {
    await table().write(`select {'u "x"': 1::utinyint, 'sel,ect(': 'a('::enum('a(', 'x''),')} as s`, create);
    expect(await read()).toEqual([{ s: { 'u "x"': 1, 'sel,ect(': 'a(' } }]);
    await table().write(`select {'u "x"': 2::utinyint, 'sel,ect(': 'b'} as s`, append);
  });

  it('keeps a column that may not be null from being null or missing', async () => {
    await table().write('select 1 as id, 2 as n', create);
    const metaData = readCommitActions(root(), 0).find((action) => action.metaData)!.metaData!;
    const schemaString = metaData.schemaString.replace('"nullable":true', '"nullable":false');
    writeCommit(root(), 1, [{ metaData: { ...metaData, schemaString } }]);
    await expect(table().write('select null::int as id', append)).rejects.toThrow(/"id" may not be null/);
    expect(await codeOf(table().write('select 1 as n', append))).toBe('DELTA_SCHEMA_DIFFERS');
    await table().write('select 3 as id', append);
    expect(dataFiles()).toHaveLength(2);
  });

  it('refuses partitions of which nothing would be left', async () => {
    expect(await codeOf(table().write('select 1 as a', { ...create, partitionBy: ['a'] }))).toBe(
      'DELTA_SCHEMA_DIFFERS',
    );
    expect(await codeOf(table().write('select 1 as a', { ...create, partitionBy: ['b'] }))).toBe(
      'DELTA_SCHEMA_DIFFERS',
    );
    expect(await codeOf(table().write('select 1 as a, [1] as b', { ...create, partitionBy: ['b'] }))).toBe(
      'DELTA_TYPE',
    );
    expect(await table().exists()).toBe(false);
  });
});

describe('a write', () => {
  it('takes queries with comments, semicolons and CTEs, and no rows', async () => {
    await table().write('with a as (select 1 as id) from a -- all of it\n;', create);
    await table().write('select 2 as id where false', append);
    expect(await read()).toEqual([{ id: 1 }]);
    expect((await table().snapshot()).version).toBe(1);
    expect(dataFiles()).toHaveLength(1);
  });

  it('of several queries is one commit', async () => {
    const writer = await table().writer(create);
    for (let part = 0; part < 5; part++)
      await writer.add(`select i as id from range(${part * 10}, ${part * 10 + 10}) t(i)`);
    expect(await table().exists()).toBe(false);
    expect(await writer.commit()).toMatchObject({ version: 0, rows: 50, isWritten: true, warnings: [] });
    expect(await read('order by id limit 1 offset 49')).toEqual([{ id: '49' }]);
  });

  it('that is given up leaves nothing', async () => {
    await table().write('select 1 as id', create);
    const writer = await table().writer(append);
    await writer.add('select 2 as id');
    await writer.discard();
    expect(dataFiles()).toHaveLength(1);
    expect(await read()).toEqual([{ id: 1 }]);
  });

  it('splits large data into files', async () => {
    const query = 'select i as id, md5(i::varchar) as text from range(500000) t(i)';
    await table().write(query, { ...create, targetFileBytes: 4_000_000 });
    expect(dataFiles().length).toBeGreaterThan(2);
    expect(
      await workshop.rows(
        `select count(*)::int as n, count(distinct id)::int as d from (${await table().select()})`,
      ),
    ).toEqual([{ n: 500_000, d: 500_000 }]);
  });

  it('puts staged Parquet files into a table', async () => {
    await workshop.connection.run(
      `copy (select i as id from range(10) t(i)) to '${workshop.folder}/staged.parquet'`,
    );
    await table().write(`from '${workshop.folder}/staged.parquet'`, create);
    expect((await table().snapshot()).files).toHaveLength(1);
  });
});

describe('an overwrite', () => {
  const rows = (value: string): string =>
    `select i as id, '${value}' as value, i % 3 as part from range(6) t(i)`;
  const some = { mode: 'overwrite', replacePartitions: { column: 'part', values: ['1', '2'] } } as const;

  it('of partitions leaves the others', async () => {
    await table().write(rows('old'), { ...create, partitionBy: ['part'] });
    await table().write(`from (${rows('new')}) where part in (1, 2) and id > 3`, some);
    expect(await read()).toEqual([
      { id: '0', value: 'old', part: '0' },
      { id: '3', value: 'old', part: '0' },
      { id: '4', value: 'new', part: '1' },
      { id: '5', value: 'new', part: '2' },
    ]);
  });

  it('of partitions refuses rows of others, and tables without them', async () => {
    await table().write(rows('old'), { ...create, partitionBy: ['part'] });
    expect(await codeOf(table().write(rows('new'), some))).toBe('DELTA_PARTITION_OUTSIDE');
    expect(
      await codeOf(
        table().write(rows('new'), { mode: 'overwrite', replacePartitions: { column: 'id', values: ['1'] } }),
      ),
    ).toBe('DELTA_SCHEMA_DIFFERS');
    expect((await table().snapshot()).version).toBe(0);
    expect(dataFiles()).toHaveLength(3);
  });

  it('may change the partitions of a table that is replaced whole', async () => {
    await table().write(rows('old'), { ...create, partitionBy: ['part'] });
    await table().write(rows('new'), { mode: 'overwrite', partitionBy: ['value'] });
    expect((await table().snapshot()).metadata.partitionColumns).toEqual(['value']);
    expect(await read('where id = 5')).toEqual([{ id: '5', value: 'new', part: '2' }]);
  });

  it('of a table that only grows is refused', async () => {
    await table().write('select 1 as id', { ...create, configuration: { 'delta.appendOnly': 'true' } });
    await table().write('select 2 as id', append);
    expect(await codeOf(table().write('select 3 as id', { mode: 'overwrite' }))).toBe('DELTA_APPEND_ONLY');
  });
});

describe('others who write meanwhile', () => {
  it('do not keep an append from coming through, even when they add columns', async () => {
    await table().write('select 1 as id', create);
    const writer = await table().writer({ ...append, mergeSchema: true });
    await writer.add('select 2 as id, 1 as mine');
    await table().write('select 3 as id, 1 as yours', { ...append, mergeSchema: true });
    await table().write('select 4 as id', append);
    expect(await writer.commit()).toMatchObject({ version: 3 });
    expect(await read()).toMatchObject([
      { id: 1 },
      { id: 2, mine: 1, yours: null },
      { id: 3, mine: null, yours: 1 },
      { id: 4 },
    ]);
  });

  it('may create the table first', async () => {
    const [first, second] = [await table().writer(append), await table().writer(append)];
    const third = await table().writer(create);
    for (const writer of [first, second, third]) await writer.add('select 1 as id');
    expect(await first.commit()).toMatchObject({ version: 0 });
    expect(await second.commit()).toMatchObject({ version: 1 });
    expect(await codeOf(third.commit())).toBe('DELTA_TABLE_EXISTS');
  });

  it('stop an append that no longer fits', async () => {
    await table().write('select 1 as id, 1 as n', create);
    const writer = await table().writer(append);
    await writer.add('select 2 as id, 2 as n');
    await table().write("select 'x' as id", { mode: 'overwrite' });
    expect(await codeOf(writer.commit())).toBe('DELTA_CONFLICT');
    expect(await read()).toEqual([{ id: 'x' }]);
  });

  it('stop an overwrite of what they changed, and only that', async () => {
    const partitioned = { ...create, partitionBy: ['part'] };
    await table().write('select 1 as id, 1 as part', partitioned);
    const overwrite = (part: string) =>
      table().writer({ mode: 'overwrite', replacePartitions: { column: 'part', values: [part] } });
    const [one, two, all] = [
      await overwrite('1'),
      await overwrite('2'),
      await table().writer({ mode: 'overwrite' }),
    ];
    await one.add('select 10 as id, 1 as part');
    await two.add('select 20 as id, 2 as part');
    await all.add('select 30 as id, 3 as part');
    await table().write('select 2 as id, 2 as part', append);
    expect(await one.commit()).toMatchObject({ version: 2 });
    expect(await codeOf(two.commit())).toBe('DELTA_CONFLICT');
    expect(await codeOf(all.commit())).toBe('DELTA_CONFLICT');
    expect(await read()).toEqual([
      { id: 2, part: 2 },
      { id: 10, part: 1 },
    ]);
  });

  it('may have written the same transaction', async () => {
    const transaction = { appId: 'ingest', version: 3 };
    await table().write('select 1 as id', create);
    const [first, second] = [
      await table().writer({ ...append, transaction }),
      await table().writer({ ...append, transaction }),
    ];
    for (const writer of [first, second]) await writer.add('select 2 as id');
    expect(await first.commit()).toMatchObject({ isWritten: true });
    expect(await second.commit()).toMatchObject({ isWritten: false, version: 1 });
    expect(await read()).toEqual([{ id: 1 }, { id: 2 }]);
    expect(dataFiles()).toHaveLength(2);
  });
});

describe('what a table promises', () => {
  const promise = async (protocol: object, change: object = {}): Promise<void> => {
    await table().write('select 1 as id', create);
    const metaData = readCommitActions(root(), 0).find((action) => action.metaData)!.metaData!;
    writeCommit(root(), 1, [{ protocol }, { metaData: { ...metaData, ...change } }]);
  };
  const writer = (version: number, features?: string[]): object => ({
    minReaderVersion: 1,
    minWriterVersion: version,
    ...(features && { writerFeatures: features }),
  });
  const schema = (metadata: object): object => ({
    schemaString: JSON.stringify({
      type: 'struct',
      fields: [{ name: 'id', type: 'integer', nullable: true, metadata }],
    }),
  });

  it.each([
    [writer(7, ['appendOnly', 'rowTracking', 'domainMetadata']), {}, 'rowTracking, domainMetadata'],
    [writer(8), {}, 'writer version 8'],
    [writer(3), { configuration: { 'delta.constraints.positive': 'id > 0' } }, 'checkConstraints'],
    [writer(2), schema({ 'delta.invariants': '{}' }), 'invariants'],
    [writer(4), schema({ 'delta.generationExpression': 'x' }), 'generatedColumns'],
    [writer(6), schema({ 'delta.identity.start': 1 }), 'identityColumns'],
    [
      writer(7, ['inCommitTimestamp']),
      { configuration: { 'delta.enableInCommitTimestamps': 'true' } },
      'inCommitTimestamp',
    ],
    [
      { minReaderVersion: 2, minWriterVersion: 5 },
      { configuration: { 'delta.columnMapping.mode': 'name' } },
      'columnMapping',
    ],
  ])('is not broken: %o %o', async (protocol, change, names) => {
    await promise(protocol, change);
    const { code, message } = await faultOf(table().write('select 2 as id', append));
    expect(code).toBe('DELTA_FEATURE_UNKNOWN');
    expect(message).toContain(names);
  });

  it.each([writer(4), writer(7, ['changeDataFeed', 'v2Checkpoint', 'generatedColumns', 'invariants'])])(
    'does not matter where nothing is promised: %o',
    async (protocol) => {
      await promise(protocol);
      expect(await table().write('select 2 as id', append)).toMatchObject({ version: 2 });
    },
  );

  it.each([
    'delta.enableDeletionVectors',
    'delta.columnMapping.mode',
    'delta.constraints.x',
    'delta.feature.rowTracking',
  ])('is not made by a property that nothing here would keep: %s', async (name) => {
    const write = table().write('select 1 as id', { ...create, configuration: { [name]: 'true' } });
    expect(await codeOf(write)).toBe('DELTA_PROPERTY');
  });

  it('stays when a naive timestamp asks for the newest protocol', async () => {
    await promise(writer(4));
    await table().write("select 2 as id, timestamp '2024-01-01' as at", { ...append, mergeSchema: true });
    expect((await table().snapshot()).protocol).toEqual({
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: ['timestampNtz'],
      writerFeatures: [
        'appendOnly',
        'invariants',
        'checkConstraints',
        'changeDataFeed',
        'generatedColumns',
        'timestampNtz',
      ],
    });
  });

  it('is a checkpoint at another interval, or none of a kind that is not written here', async () => {
    await table().write('select 0 as id', { ...create, configuration: { 'delta.checkpointInterval': '2' } });
    await workshop.table('other').write('select 0 as id', {
      ...create,
      configuration: { 'delta.checkpoint.writeStatsAsStruct': 'true' },
    });
    for (let id = 1; id <= 10; id++) {
      await table().write(`select ${id} as id`, append);
      await workshop.table('other').write(`select ${id} as id`, append);
    }
    const checkpoints = (name: string): number =>
      logNames(root(name)).filter((file) => file.endsWith('.checkpoint.parquet')).length;
    expect([checkpoints('orders'), checkpoints('other')]).toEqual([5, 0]);
    expect(logNames(root()).filter((name) => name.includes('tmp'))).toEqual([]);
  });
});

describe('history', () => {
  it('says when and how, and reads as of a time though clocks go back', async () => {
    const day = (text: string): number => Date.parse(`2024-01-${text}T00:00:00Z`);
    await table().write('select 1 as id', { ...create, timestampMs: day('05'), userMetadata: 'start' });
    await table().write('select 2 as id', { ...append, timestampMs: day('03') });
    await table().write('select 3 as id', { ...append, timestampMs: day('09') });
    expect(await table().history()).toMatchObject([
      { version: 2, timestampMs: day('09'), operation: 'WRITE' },
      { version: 1, timestampMs: day('05') + 1 },
      { version: 0, timestampMs: day('05'), operation: 'CREATE TABLE AS SELECT', userMetadata: 'start' },
    ]);
    const at = async (timestampMs: number): Promise<number> =>
      (await table().snapshot({ timestampMs })).version;
    expect([await at(day('05')), await at(day('06')), await at(day('31'))]).toEqual([0, 1, 2]);
    expect(await codeOf(at(day('04')))).toBe('DELTA_TIME_MISSING');
    expect(await codeOf(at(Number.NaN))).toBe('DELTA_TIME_MISSING');
    expect(commitPath(root(), 0)).toContain('00000000000000000000.json');
  });
});
