{{ config(materialized='table', database='build', partitioned_by='id') }}
select 1 as id
