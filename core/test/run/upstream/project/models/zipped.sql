{{ config(materialized='external', location='zipped.CSV.GZ', delimiter='|') }}
select 1 as id, 'a' as name
