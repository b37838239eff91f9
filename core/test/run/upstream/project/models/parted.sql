{{ config(materialized='external', schema='files', options={'partition_by': 'part', 'overwrite': true}) }}
select 1 as id, 2 as part union all select 3, 4
