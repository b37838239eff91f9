SELECT
    orders.order_id,
    orders.ordered_at,
    customers.signed_up_at
FROM
    {{ ref('fct_orders') }} AS orders
    INNER JOIN {{ ref('dim_customers') }} AS customers ON orders.customer_key = customers.customer_key
WHERE
    orders.ordered_at < customers.signed_up_at
