{{ config(alias='same', schema='other') }}
select 1 as id
