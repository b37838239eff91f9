{{ config(format='xlsx') }}
select 1 as id
