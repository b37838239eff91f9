{{ config(materialized='incremental', partition_by='id', on_schema_change='fail') }}
select 1 as id
