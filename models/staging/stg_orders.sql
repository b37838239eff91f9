SELECT
    order_id,
    customer_id,
    ordered_at,
    CAST(ordered_at AS DATE) AS ordered_on,
    status AS order_status,
    status = 'cancelled' AS is_cancelled,
    updated_at
FROM
    {{ source('shop', 'raw_orders') }}
