{{ config(materialized='table') }}
select {{ "cast('x' as integer)" if var('broken', false) else 1 }} as id
