{{ config(materialized='table') }}
select i as id, 'c' || i as name from range(3) as t(i)
