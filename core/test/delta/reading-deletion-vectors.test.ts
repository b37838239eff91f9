import { mkdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf, writeCommit } from './harness.ts';
import { bitsContainer, deletionVectorBytes, encodeZ85, runContainer, valuesContainer } from './roaring-bytes.ts';
import { add, features, field, head, useTable } from './hand-made.ts';

const { workshop, root, makeTable, read } = useTable();

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
