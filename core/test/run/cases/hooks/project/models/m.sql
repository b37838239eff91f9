{{ config(
    materialized='table',
    pre_hook=["insert into main.log values ('m before')", {'sql': "insert into main.log values ('m outside')", 'transaction': false}],
    post_hook=["insert into main.log select 'm after ' || count(*) from {{ this }}"]
) }}
select 1 as id
