select order_id, customer, {{ cents('amount_cents') }} as amount
from {{ ref('raw_orders') }}
