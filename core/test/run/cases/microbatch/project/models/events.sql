{{ config(event_time='happened_at') }}
select i as id, timestamp '2024-01-01 06:00:00' + i * interval 12 hour as happened_at, {{ 2 if var('more', false) else 1 }} as run from range(10) t(i)
