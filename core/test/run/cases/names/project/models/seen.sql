{{ config(materialized='table', schema='main') }}
-- depends_on: {{ ref('sn') }} {{ ref('sn_all') }} {{ ref('prom') }}
select 'vw' as relation, * from {{ ref('vw') }}
union all by name select 'inc', * from {{ ref('inc') }}
union all by name select 'incm', * from {{ ref('incm') }}
union all by name select 'ext', * from {{ ref('ext') }}
union all by name select 'sd', * from {{ ref('sd') }}
union all by name select 'sn', * exclude (dbt_scd_id, dbt_updated_at, dbt_valid_from, dbt_valid_to) from {{ ref('sn') }}
union all by name select 'tf', count(*) as "select" from {{ ref('tf') }}(9)
