{{ config(alias='with. dot', location="its.parquet") }}
select id as "a ""b""", 1 as "select" from {{ ref('plain') }}
