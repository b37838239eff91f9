select order_id, customer, amount_cents / 100.0 as amount
from {{ ref('raw_orders') }}
