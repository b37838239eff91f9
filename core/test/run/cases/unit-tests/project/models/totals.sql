{{ config(materialized='incremental') }}
with o as (select * from {{ ref('orders') }})
select currency, cast(sum(o.amount * r.rate) as decimal(10,2)) as total, {{ var('label', "'none'") }} as label, '{{ run_label() }}' as macro_label
from o left join {{ ref('rates') }} r using (currency)
{% if is_incremental() %}where currency not in (select currency from {{ this }}){% endif %}
group by 1
