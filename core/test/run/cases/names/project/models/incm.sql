{{ config(materialized='incremental', incremental_strategy='merge', alias='me"rge', unique_key=['"co""l"', '"sp ace"'], merge_update_columns=['"sp ace"', '"select"']) }}
select * from {{ ref('tab') }}
