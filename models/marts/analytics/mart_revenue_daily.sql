SELECT
    ordered_on AS order_date,
    city,
    COUNT(*) FILTER(
        WHERE
            NOT is_cancelled
    ) AS orders,
    COUNT(*) FILTER(
        WHERE
            is_cancelled
    ) AS cancelled_orders,
    CAST(SUM(net_revenue) AS DECIMAL(18, 2)) AS revenue,
    CAST(SUM(margin) AS DECIMAL(18, 2)) AS margin
FROM
    {{ ref('fct_orders') }}
GROUP BY
    ordered_on,
    city
ORDER BY
    ordered_on,
    city
