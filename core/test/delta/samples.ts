import type { DeltaTable } from '../../src/delta/index.ts';

/** Tables that show all that the writer can, small and the same each time. */
export const samples: Readonly<Record<string, (table: DeltaTable) => Promise<void>>> = {
  async types(table) {
    await table.write(
      `select * from (values
        (true, 1::tinyint, 2::smallint, 3, 9223372036854775807, 255::utinyint, 65535::usmallint, 4294967295::uinteger,
         18446744073709551615::ubigint, 170141183460469231731687303715884105::hugeint, 1.5::float, 0.1::double,
         -1234567.89::decimal(9,2), 99999999999999999999999999.999999999999::decimal(38,12), 'text', '\\x00\\xFF'::blob,
         date '2024-02-29', time '23:59:59.999999', timestamp '2024-03-31 02:30:00.123456',
         timestamptz '2024-03-31 02:30:00.123456+02', timestamp_s '1969-12-31 23:59:59', timestamp_ms '2024-01-01 00:00:00.001',
         uuid '5e3f8a2c-0b1d-4c6e-9f7a-123456789abc', '{"a": [1]}'::json, 'b'::enum('a', 'b'), [1, null, 3]::integer[],
         {'a b': 1, 'in': {'x': [1.5::float], 'u': 7::utinyint}}, map {'k': date '2024-01-01'}, [1, 2]::integer[2], null),
        (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
         null, null, null, null, null, null, null, null, null, null, null))
      as v(flag, tiny, small, int, big, utiny, usmall, uint, ubig, huge, real, double, price, exact, text, bytes, day,
        clock, naive, moment, second, milli, id, json, enum, list, struct, map, pair, nothing)`,
      { mode: 'create', name: 'types', description: 'one column a type' },
    );
  },
  async bounds(table) {
    await table.write(
      `select i as n, case i when 1 then 'NaN' else '1.5' end::double as has_nan, case i when 1 then '-0.0' else '0.0' end::double as zero,
         case i when 1 then '-infinity' else 'infinity' end::float as endless, 9007199254740993 + i as beyond,
         (i / 3)::decimal(20, 18) as third, repeat('ä', 31) || 'z😀' || i as long, repeat('z', 300 + i::int) as longer,
         timestamp '2024-01-01 00:00:00.000001' + interval (i) microsecond as naive,
         timestamptz '2024-01-01 00:00:00.999999+00' as moment, timestamp '10000-01-01' as late, timestamp '0044-03-15 (BC) 00:00:00' as early,
         case when i > 0 then {'a': i, 'b': {'c': 'x' || i}} end as nested, [i] as list, null::varchar as empty, e'"\\\\\\n\\t' as escaped
       from range(3) t(i)`,
      { mode: 'create' },
    );
  },
  async partitions(table) {
    const query = (from: number): string => `
      select i as id, [null, '', 'Berlin', 'a/b c=d%20&"', 'Köln 😀', 'it''s [x]*?'][i % 6 + 1] as city, date '2024-01-01' + (i % 2)::int as day,
        (i % 2)::int as n, timestamptz '2024-03-31 02:30:00.5+02' + interval (i % 2) hour as at, i % 2 = 0 as flag,
        (i % 2 / 4)::decimal(4, 2) as price
      from range(${from}, ${from} + 6) t(i)`;
    const partitionBy = ['city', 'day', 'n', 'at', 'flag', 'price'];
    await table.write(query(0), { mode: 'create', partitionBy });
    await table.write(query(6), { mode: 'append' });
  },
  async history(table) {
    await table.write("select 1 as id, 'a' as name", { mode: 'append', userMetadata: 'first' });
    await table.write("select 2 as id, 'b' as name, true as vip", { mode: 'append', mergeSchema: true });
    await table.write('select 3::tinyint as id', { mode: 'append' });
    await table.write("select timestamp '2024-01-01' as since, 4 as ID", {
      mode: 'append',
      mergeSchema: true,
    });
    const transaction = { appId: 'ingest', version: 1 };
    await table.write('select 5 as id', { mode: 'append', transaction });
    await table.write('select 6 as id', { mode: 'append', transaction });
    for (let id = 7; id < 14; id++) await table.write(`select ${id} as id`, { mode: 'append' });
  },
  async replaced(table) {
    const query = (value: string): string =>
      `select i as id, '${value}' as value, i % 2 as part from range(4) t(i)`;
    await table.write(query('old'), { mode: 'create', partitionBy: ['part'] });
    await table.write(`from (${query('new')}) where part = 1`, {
      mode: 'overwrite',
      replacePartitions: { column: 'part', values: ['1'] },
    });
  },
  async overwritten(table) {
    await table.write('select 1 as old', { mode: 'create' });
    await table.write("select 'x' as new, 1 as part", { mode: 'overwrite', partitionBy: ['part'] });
  },
};
