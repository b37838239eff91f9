{{ config(materialized='table') }}
select * from {{ ref('partitioned') }}
