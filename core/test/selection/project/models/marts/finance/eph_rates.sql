{{ config(materialized='ephemeral') }}
select 1 as one from {{ ref('rates') }} limit 1
