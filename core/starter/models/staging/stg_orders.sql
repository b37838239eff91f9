select
    id as order_id,
    customer_id,
    ordered_on,
    {{ cents_to_euros('cents') }} as amount,
    status
from {{ ref('raw_orders') }}
