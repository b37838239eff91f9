{{ config(materialized='table') }}
select 'parted' as relation, sum(id) as total from {{ ref('parted') }}
union all select 'zipped', sum(id) from {{ ref('zipped') }}
