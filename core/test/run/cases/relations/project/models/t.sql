{{ config(materialized='view' if var('kind', 'view') == 'table' else 'table') }}
select * from {{ ref('v') }}
