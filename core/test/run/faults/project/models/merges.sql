{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id') }}
select {{ var('version') }} as version, i as id from range({{ var('rows', 5000) }}) t(i)
