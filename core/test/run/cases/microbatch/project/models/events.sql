{{ config(event_time='happened_at') }}
select cast(i as bigint) as id, timestamp '2024-01-01 06:00:00' + i * interval '12' hour as happened_at, {{ 2 if var('more', false) else 1 }} as run
from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as t(i)
