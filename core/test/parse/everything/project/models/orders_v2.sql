{{ config(tags=['nightly']) }}
select id, amount, ordered_on, {{ var('currency') | tojson | replace('"', "'") }} as currency from {{ ref('orders', v=1) }}
