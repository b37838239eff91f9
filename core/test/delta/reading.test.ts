import { copyFileSync, mkdirSync, readdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
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
import {
  bitsContainer,
  deletionVectorBytes,
  encodeZ85,
  runContainer,
  valuesContainer,
} from './roaring-bytes.ts';

const workshop = useWorkshop();
const root = (name = 'orders'): string => join(workshop.folder, name);

const field = (name: string, type: unknown, metadata: object = {}): object => ({
  name,
  type,
  nullable: true,
  metadata,
});

/** The first lines of a table's log. */
const head = (
  fields: readonly object[],
  { protocol = {}, configuration = {}, partitionColumns = [] as string[] } = {},
): object[] => [
  { protocol: { minReaderVersion: 1, minWriterVersion: 2, ...protocol } },
  {
    metaData: {
      id: '0',
      format: { provider: 'parquet', options: {} },
      schemaString: JSON.stringify({ type: 'struct', fields }),
      partitionColumns,
      configuration,
    },
  },
];

const features = (...names: string[]): object => ({
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: names,
  writerFeatures: names,
});

const add = (path: string, rest: object = {}): object => ({
  add: { path, partitionValues: {}, size: 1, modificationTime: 0, dataChange: true, ...rest },
});

async function makeTable(actions: readonly object[], files: Readonly<Record<string, string>>): Promise<void> {
  mkdirSync(join(root(), '_delta_log'), { recursive: true });
  for (const [name, query] of Object.entries(files)) {
    mkdirSync(join(root(), name, '..'), { recursive: true });
    await workshop.connection.run(
      `copy (${query}) to '${join(root(), name).replaceAll("'", "''")}' (format parquet)`,
    );
  }
  writeCommit(root(), 0, actions);
}

async function read(sql = ''): Promise<unknown[]> {
  return workshop.rows(`select * from (${await workshop.table().select()}) ${sql}`);
}

describe('deletion vectors', () => {
  const table = (deletionVector: object, rows = 10): Promise<void> =>
    makeTable(
      [
        ...head([field('id', 'long')], { protocol: features('deletionVectors') }),
        add('a.parquet', { deletionVector }),
      ],
      {
        'a.parquet': `select i as id from range(${rows}) t(i)`,
      },
    );
  const deleted = async (rows: number): Promise<unknown> => {
    const select = await workshop.table().select();
    const [row] = await workshop.rows(
      `select count(*)::int as n, list(i order by i) as ids from range(${rows}) t(i) where i not in (select id from (${select}))`,
    );
    return (row!['ids'] as string[] | null)?.map(Number);
  };

  it('reads values, runs and bits, beyond 65,536 rows', async () => {
    const even = Array.from({ length: 5000 }, (_, i) => i * 2);
    const bytes = deletionVectorBytes([
      { key: 0, container: valuesContainer([1, 5, 65_535]) },
      {
        key: 1,
        container: runContainer([
          [10, 19],
          [100, 100],
        ]),
      },
      { key: 3, container: bitsContainer(even) },
    ]);
    const pathOrInlineDv = encodeZ85(bytes);
    const cardinality = 3 + 11 + 5000;
    await table({ storageType: 'i', pathOrInlineDv, sizeInBytes: bytes.length, cardinality }, 250_000);
    const expected = [1, 5, 65_535];
    for (let i = 10; i <= 19; i++) expected.push(65_536 + i);
    expected.push(65_536 + 100, ...even.map((value) => 3 * 65_536 + value));
    expect(await deleted(250_000)).toEqual(expected);
  });

  it('reads many deleted rows and few, in partitions, at once', async () => {
    const third = Array.from({ length: 20_000 }, (_, i) => i * 3);
    const vectors = [bitsContainer(third), valuesContainer([7]), undefined].map(
      (container) => container && deletionVectorBytes([{ key: 0, container }]),
    );
    const adds = vectors.map((bytes, part) =>
      add(`${part}.parquet`, {
        partitionValues: { part: String(part) },
        ...(bytes && {
          deletionVector: {
            storageType: 'i',
            pathOrInlineDv: encodeZ85(bytes),
            sizeInBytes: bytes.length,
            cardinality: part === 0 ? third.length : 1,
          },
        }),
      }),
    );
    const fields = [field('id', 'long'), field('part', 'integer')];
    const files = Object.fromEntries(
      vectors.map((_, part) => [`${part}.parquet`, 'select i as id from range(100000) t(i)']),
    );
    await makeTable(
      [...head(fields, { protocol: features('deletionVectors'), partitionColumns: ['part'] }), ...adds],
      files,
    );
    const select = await workshop.table().select();
    expect(
      await workshop.rows(
        `select part, count(*)::int as n, sum(id)::int8 as s from (${select}) group by part order by part`,
      ),
    ).toEqual([
      { part: 0, n: 80_000, s: String(4_999_950_000 - 3 * 199_990_000) },
      { part: 1, n: 99_999, s: '4999949993' },
      { part: 2, n: 100_000, s: '4999950000' },
    ]);
  });

  it('reads files beside the table, at an offset, and at absolute paths', async () => {
    const bytes = deletionVectorBytes([{ key: 0, container: valuesContainer([2, 4]) }]);
    const stored = Buffer.alloc(1 + 7 + 4 + bytes.length + 4);
    stored[0] = 1;
    stored.writeUInt32BE(bytes.length, 8);
    stored.set(bytes, 12);
    const vector = { offset: 8, sizeInBytes: bytes.length, cardinality: 2 };
    const uuid = Buffer.from('d2c639aa8816431aaaf6d3fe2512ff61', 'hex');
    await table({ storageType: 'u', pathOrInlineDv: `ab${encodeZ85(uuid)}`, ...vector });
    mkdirSync(join(root(), 'ab'));
    const path = join(root(), 'ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin');
    writeFileSync(path, stored);
    expect(await deleted(10)).toEqual([2, 4]);
    await table({ storageType: 'p', pathOrInlineDv: `file://${path}`, ...vector });
    expect(await deleted(10)).toEqual([2, 4]);
    unlinkSync(path);
    expect(await codeOf(workshop.table().select())).toBe('DELTA_DELETION_VECTOR');
  });

  it('refuses what is no vector, or not the one that the log means', async () => {
    const bytes = deletionVectorBytes([{ key: 0, container: valuesContainer([2, 4]) }]);
    for (const [text, cardinality] of [
      [encodeZ85(bytes), 3],
      [encodeZ85(bytes.subarray(0, bytes.length - 4)), 2],
      ['00000', 2],
      ['~', 2],
    ] as const) {
      await table({ storageType: 'i', pathOrInlineDv: text, sizeInBytes: 1, cardinality });
      expect(await codeOf(workshop.table().select())).toBe('DELTA_DELETION_VECTOR');
    }
  });

  it('tells a file from the same file with fewer rows', async () => {
    await makeTable(
      [...head([field('id', 'long')], { protocol: features('deletionVectors') }), add('a.parquet')],
      {
        'a.parquet': 'select i as id from range(4) t(i)',
      },
    );
    const bytes = deletionVectorBytes([{ key: 0, container: valuesContainer([0, 1]) }]);
    const vector = {
      storageType: 'i',
      pathOrInlineDv: encodeZ85(bytes),
      sizeInBytes: bytes.length,
      cardinality: 2,
    };
    writeCommit(root(), 1, [
      add('a.parquet', { deletionVector: vector }),
      { remove: { path: 'a.parquet', dataChange: true } },
    ]);
    expect(await read('order by id')).toEqual([{ id: '2' }, { id: '3' }]);
  });
});

describe('column mapping', () => {
  const mapped = (id: number, physicalName: string): object => ({
    'delta.columnMapping.id': id,
    'delta.columnMapping.physicalName': physicalName,
  });
  const fields = [
    field('number', 'long', mapped(1, 'c1')),
    field('city', 'string', mapped(2, 'c2')),
    field(
      'person',
      {
        type: 'struct',
        fields: [field('first name', 'string', mapped(4, 'c4')), field('new', 'integer', mapped(6, 'c6'))],
      },
      mapped(3, 'c3'),
    ),
    field(
      'visits',
      {
        type: 'array',
        elementType: { type: 'struct', fields: [field('n', 'integer', mapped(8, 'c8'))] },
        containsNull: true,
      },
      mapped(7, 'c7'),
    ),
    field(
      'by',
      {
        type: 'map',
        keyType: 'string',
        valueType: { type: 'struct', fields: [field('m', 'integer', mapped(10, 'c10'))] },
        valueContainsNull: true,
      },
      mapped(9, 'c9'),
    ),
    field('later', 'string', mapped(5, 'c5')),
  ];
  const query = (names: readonly string[]): string => {
    const [c1, c3, c7, c9] = names;
    return `select 7::bigint as ${c1}, {'c4': 'Ann'} as ${c3}, [{'c8': 1::int}, null] as ${c7}, map {'k': {'c10': 2::int}} as ${c9}`;
  };
  const expected = {
    number: '7',
    city: 'Berlin',
    person: { 'first name': 'Ann', new: null },
    visits: [{ n: 1 }, null],
    by: [{ key: 'k', value: { m: 2 } }],
    later: null,
  };
  const table = (mode: string, file: string, protocol: object): Promise<void> =>
    makeTable(
      [
        ...head(fields, {
          protocol,
          configuration: { 'delta.columnMapping.mode': mode },
          partitionColumns: ['city'],
        }),
        add('a.parquet', { partitionValues: { c2: 'Berlin' } }),
      ],
      { 'a.parquet': file },
    );

  it('finds columns by their names in the files, within structs, arrays and maps too', async () => {
    await table('name', query(['c1', 'c3', 'c7', 'c9']), { minReaderVersion: 2, minWriterVersion: 5 });
    expect(await read()).toEqual([expected]);
  });

  it('finds columns by their numbers', async () => {
    await table('id', query(['x', 'y', 'z', 'v']), features('columnMapping'));
    expect(await codeOf(workshop.table().select())).toBe('DELTA_FILE_IDS_MISSING');
    await workshop.connection.run(
      `copy (${query(['x', 'y', 'z', 'v'])}) to '${root()}/a.parquet' (format parquet, field_ids {x: 1, y: {__duckdb_field_id: 3, c4: 4}, z: 7, v: 9})`,
    );
    expect(await read()).toEqual([expected]);
  });

  it('means nothing to a table whose protocol does not know it', async () => {
    await table(
      'name',
      `select 7::bigint as number, {'first name': 'Ann', 'new': 1} as person, [{'n': 1}] as visits, map {'k': {'m': 2}} as by, 'x' as later`,
      {},
    );
    expect(await read()).toMatchObject([{ number: '7', later: 'x' }]);
  });
});

describe('files that differ from the schema', () => {
  it('gives nulls for columns and fields that came later, wherever they stand', async () => {
    const struct = { type: 'struct', fields: [field('a', 'integer'), field('b', 'string')] };
    const stats = JSON.stringify({ nullCount: { id: 0, s: { a: 0 } } });
    await makeTable(
      [
        ...head([field('new', 'date'), field('id', 'integer'), field('s', struct)]),
        add('1.parquet', { stats }),
        add('2.parquet'),
        add('3.parquet'),
      ],
      {
        '1.parquet': `select 1::int as id, {'a': 1::int} as s`,
        '2.parquet': `select {'b': 'x', 'a': 2::int} as s, date '2024-01-01' as new, 2::int as id, 'dropped' as old`,
        '3.parquet': `select 3::int as id, null::struct(a int, b varchar) as s`,
      },
    );
    expect(await read('order by id')).toEqual([
      { new: null, id: 1, s: { a: 1, b: null } },
      { new: '2024-01-01', id: 2, s: { a: 2, b: 'x' } },
      { new: null, id: 3, s: null },
    ]);
  });

  it('widens types', async () => {
    const types = ['long', 'double', 'decimal(12,4)', 'timestamp_ntz', 'decimal(20,2)'];
    const names = ['i', 'f', 'd', 't', 'n'];
    const nested = { type: 'array', elementType: 'long', containsNull: true };
    await makeTable(
      [
        ...head([...names.map((name, index) => field(name, types[index])), field('l', nested)], {
          protocol: features('typeWidening', 'timestampNtz'),
        }),
        add('old.parquet'),
        add('new.parquet'),
      ],
      {
        'old.parquet': `select 1::tinyint as i, 2::int as f, 3.25::decimal(5,2) as d, date '2024-01-01' as t, 4::bigint as n, [5::smallint] as l`,
        'new.parquet': `select 9223372036854775807 as i, 0.5::double as f, 1.0001::decimal(12,4) as d, timestamp '2024-01-02' as t, 0.5::decimal(20,2) as n, [1] as l`,
      },
    );
    expect(await read('order by i')).toEqual([
      { i: '1', f: 2, d: '3.2500', t: '2024-01-01 00:00:00', n: '4.00', l: ['5'] },
      { i: '9223372036854775807', f: 0.5, d: '1.0001', t: '2024-01-02 00:00:00', n: '0.50', l: ['1'] },
    ]);
  });

  it('widens types though every file has statistics of them', async () => {
    const typeChanges = [{ fromType: 'decimal(5,2)', toType: 'decimal(12,4)' }];
    const bytes = deletionVectorBytes([{ key: 0, container: valuesContainer([1]) }]);
    const deletionVector = {
      storageType: 'i',
      pathOrInlineDv: encodeZ85(bytes),
      sizeInBytes: bytes.length,
      cardinality: 1,
    };
    const stats = JSON.stringify({ numRecords: 2, nullCount: { d: 0 } });
    await makeTable(
      [
        ...head([field('d', 'decimal(12,4)', { 'delta.typeChanges': typeChanges })], {
          protocol: features('typeWidening', 'deletionVectors'),
        }),
        add('old.parquet', { stats, deletionVector }),
        add('new.parquet', { stats, deletionVector }),
        add('newest.parquet', { stats }),
      ],
      {
        'old.parquet': 'select 1.25::decimal(5,2) as d from range(2)',
        'new.parquet': 'select 2.3456::decimal(12,4) as d from range(2)',
        'newest.parquet': 'select 3.4567::decimal(12,4) as d',
      },
    );
    expect(await read('order by d')).toEqual([{ d: '1.2500' }, { d: '2.3456' }, { d: '3.4567' }]);
  });

  it('takes partition values from the log, even when the files have such a column too', async () => {
    const values = (part: string): object => ({ partitionValues: { part } });
    await makeTable(
      [
        ...head([field('id', 'long'), field('part', 'integer')], { partitionColumns: ['part'] }),
        add('part=1/a.parquet', values('1')),
        add('part=2/b.parquet', values('2')),
      ],
      {
        'part=1/a.parquet': 'select 1::bigint as id, 8::int as part',
        'part=2/b.parquet': 'select 2::bigint as id, 9::int as part',
      },
    );
    expect(await read('order by id')).toEqual([
      { id: '1', part: 1 },
      { id: '2', part: 2 },
    ]);
  });

  it('refuses a struct where the schema has none', async () => {
    await makeTable([...head([field('id', 'long')]), add('a.parquet')], {
      'a.parquet': `select {'x': 1} as id`,
    });
    expect(await codeOf(workshop.table().select())).toBe('DELTA_TYPE_DIFFERS');
  });

  it('reads columns called like those that DuckDB offers itself', async () => {
    await makeTable(
      [
        ...head([field('filename', 'string'), field('file', 'string'), field('part', 'integer')], {
          partitionColumns: ['part'],
        }),
        add('a.parquet', { partitionValues: { part: '1' } }),
        add('b.parquet', { partitionValues: { part: '2' } }),
      ],
      {
        'a.parquet': `select 'x' as filename, 'y' as file`,
        'b.parquet': `select 'z' as filename, 'w' as file`,
      },
    );
    expect(await read('order by part')).toEqual([
      { filename: 'x', file: 'y', part: 1 },
      { filename: 'z', file: 'w', part: 2 },
    ]);
  });
});

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
