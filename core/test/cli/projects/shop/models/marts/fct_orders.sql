{{ config(tags=['nightly']) }}
select order_id, customer, amount, '{{ var("currency") }}' as currency
from {{ ref('stg_orders') }}
