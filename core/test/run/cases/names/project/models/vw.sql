{{ config(alias='vi"ew') }}
select * from {{ ref('tab') }}
