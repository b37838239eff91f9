{{ config(materialized='ephemeral') }}
select 1 as id,
  nope_eph as z
