{{ config(
  materialized='table',
  post_hook=["select 1", "insert into no_table_sql values (2)"]
) }}
select 1 as id
