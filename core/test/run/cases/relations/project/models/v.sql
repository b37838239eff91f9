{{ config(materialized=var('kind', 'view')) }}
select {{ var('value', 1) }} as value, 'a' as "Mixed Case"
