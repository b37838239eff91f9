{{ config(materialized='table') }}
select
    cast('12345678901234567890123456789012345.678' as decimal(38, 3)) as a_decimal,
    9007199254740993 as a_bigint,
    date '2024-02-29' as a_date,
    timestamp '2024-01-02 03:04:05.123456' as a_timestamp,
    timestamp '2024-07-02 03:04:05.123 +02:00' as a_time_of_a_zone,
    array[1, null, 3] as an_array,
    cast(row(1, 'it''s') as row(n integer, s varchar)) as a_row,
    map(array['k'], array[date '2024-02-29']) as a_map,
    x'00ff' as some_bytes
