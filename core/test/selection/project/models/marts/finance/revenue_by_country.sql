{{ config(group='finance') }}
select * from {{ ref('revenue') }} cross join {{ ref('country') }}
