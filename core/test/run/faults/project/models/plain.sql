{{ config(materialized='table') }}
select {{ var('version') }} as version, i as id from range({{ var('rows', 5000) }}) t(i)
