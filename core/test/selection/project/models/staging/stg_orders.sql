select currency as order_id, rate as amount, 'DE' as customer_id from {{ source('raw', 'orders') }}
