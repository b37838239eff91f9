SELECT
    customer_id,
    ordered_on AS order_date,
    city,
    COUNT(*) AS orders,
    CAST(SUM(net_revenue) AS DECIMAL(18, 2)) AS revenue
FROM
    {{ ref('fct_orders') }}
WHERE
    NOT is_cancelled
GROUP BY
    customer_id,
    ordered_on,
    city
ORDER BY
    ordered_on,
    customer_id
