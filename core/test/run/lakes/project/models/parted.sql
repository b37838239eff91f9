{{ config(materialized='table', partitioned_by=['year', 'part'], sort_by='id') }}
select 1 as id, 2024 as year, 2 as part
