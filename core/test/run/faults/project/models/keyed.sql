{{ config(materialized='table', indexes=[{'columns': ['version']}]) }}
select {{ var('version') }}::integer as version, i::integer as id from range({{ var('rows', 5000) }}) t(i)
