WITH
    counts AS (
        SELECT
            'fct_orders' AS mart,
            COUNT(*) AS orders
        FROM
            {{ ref('fct_orders') }}
        WHERE
            NOT is_cancelled
        UNION ALL
        SELECT
            'mart_revenue_daily',
            SUM(orders)
        FROM
            {{ ref('mart_revenue_daily') }}
        UNION ALL
        SELECT
            'mart_revenue_weekly',
            SUM(orders)
        FROM
            {{ ref('mart_revenue_weekly') }}
        UNION ALL
        SELECT
            'mart_customer_daily',
            SUM(orders)
        FROM
            {{ ref('mart_customer_daily') }}
        UNION ALL
        SELECT
            'mart_rfm_snapshot',
            SUM(frequency)
        FROM
            {{ ref('mart_rfm_snapshot') }}
        WHERE
            reference_date = (
                SELECT
                    last_date
                FROM
                    {{ ref('mart_data_window') }}
            )
    )
SELECT
    *
FROM
    counts
WHERE
    orders IS DISTINCT FROM (
        SELECT
            orders
        FROM
            counts
        WHERE
            mart = 'fct_orders'
    )
