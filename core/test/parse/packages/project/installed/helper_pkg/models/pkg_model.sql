{{ config(materialized='ephemeral') }}
select * from {{ ref('both') }} where '{{ greet() }}' <> '' and {{ var('shared') == 'x' }}
