{{ config(materialized='table') }}
select 'parquet' as kind, count(*) as n from {{ ref('empty_parquet') }}
union all select 'csv', count(*) from {{ ref('empty_csv') }}
