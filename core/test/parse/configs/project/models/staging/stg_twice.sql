{{ config(materialized='table', tags='one', pre_hook='select 2') }}
{{ config(tags='two', alias='stg_double', pre_hook=['select 3', {'sql': 'select 4', 'transaction': False}]) }}
select 1 as id
