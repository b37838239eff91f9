import { describe, expect, it } from 'vitest';
import { codeOf } from './harness.ts';
import { deletionVectorBytes, encodeZ85, valuesContainer } from './roaring-bytes.ts';
import { add, features, field, head, useTable } from './hand-made.ts';

const { workshop, root, makeTable, read } = useTable();

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
