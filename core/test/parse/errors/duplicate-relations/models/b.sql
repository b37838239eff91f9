{{ config(alias='SAME') }}
select 1 as id
