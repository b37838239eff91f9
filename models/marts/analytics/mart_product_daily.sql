SELECT
    items.ordered_on AS order_date,
    orders.city,
    items.product_id,
    COUNT(*) AS lines,
    CAST(SUM(items.net_quantity) AS BIGINT) AS units,
    CAST(SUM(items.net_revenue) AS DECIMAL(18, 2)) AS revenue,
    CAST(SUM(items.margin) AS DECIMAL(18, 2)) AS margin
FROM
    {{ ref('fct_order_items') }} AS items
    INNER JOIN {{ ref('fct_orders') }} AS orders ON items.order_id = orders.order_id
WHERE
    NOT items.is_cancelled
GROUP BY
    items.ordered_on,
    orders.city,
    items.product_id
ORDER BY
    items.ordered_on
