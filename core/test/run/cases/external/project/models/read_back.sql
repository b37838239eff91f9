{{ config(materialized='table') }}
select 'csv' as kind, id::varchar as id, name, day::varchar as day from {{ ref('as_csv') }}
union all select 'zipped', id::varchar, name, day::varchar from {{ ref('as_zipped') }}
union all select 'json', id::varchar, name, day::varchar from {{ ref('as_json') }}
union all select 'threaded', id::varchar, name, day::varchar from {{ ref('threaded') }}
union all select 'held', id::varchar, name, null from {{ ref('held') }}
union all select 'named', "a ""b"""::varchar, "select"::varchar, null from {{ ref('named') }}
