{{ config(materialized='table') }}
select
    1 as id,
    interval '1' day as waited
