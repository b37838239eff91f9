-- The customer version of an order is the one that was valid when it was placed.
SELECT
    orders.order_id,
    orders.ordered_at,
    customers.valid_from,
    customers.valid_to
FROM
    {{ ref('fct_orders') }} AS orders
    INNER JOIN {{ ref('dim_customers') }} AS customers ON orders.customer_key = customers.customer_key
WHERE
    orders.ordered_at < customers.valid_from
    OR orders.ordered_at >= customers.valid_to
