SELECT
    id AS order_id,
    customer_id,
    ordered_on,
    {{ cents_to_euros('cents') }} AS amount,
    status
FROM
    {{ ref('raw_orders') }}
