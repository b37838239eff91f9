{{ config(materialized='external', alias='ex"t', location="fi'le.parquet") }}
select * from {{ ref('tab') }}
