-- An order's amounts are the sums of its lines', to the cent.
SELECT
    orders.order_id,
    orders.net_revenue,
    SUM(items.net_revenue) AS items_net_revenue
FROM
    {{ ref('fct_orders') }} AS orders
    LEFT JOIN {{ ref('fct_order_items') }} AS items ON orders.order_id = items.order_id
GROUP BY
    orders.order_id,
    orders.net_revenue
HAVING
    orders.net_revenue IS DISTINCT FROM SUM(items.net_revenue)
