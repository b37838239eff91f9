{{ config(materialized='table' if var('version') % 2 == 0 else 'view') }}
select {{ var('version') }} as version, id from {{ ref('plain') }}
