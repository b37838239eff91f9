-- Whatever way revenue is cut, its sum is that of the orders, to the cent: nothing is counted twice, by versions of a customer
-- or by days on a boundary.
WITH
    totals AS (
        SELECT
            'fct_orders' AS mart,
            SUM(net_revenue) AS revenue
        FROM
            {{ ref('fct_orders') }}
        UNION ALL
        SELECT
            'mart_revenue_daily',
            SUM(revenue)
        FROM
            {{ ref('mart_revenue_daily') }}
        UNION ALL
        SELECT
            'mart_revenue_weekly',
            SUM(revenue)
        FROM
            {{ ref('mart_revenue_weekly') }}
        UNION ALL
        SELECT
            'mart_product_daily',
            SUM(revenue)
        FROM
            {{ ref('mart_product_daily') }}
        UNION ALL
        SELECT
            'mart_product_pareto',
            SUM(revenue)
        FROM
            {{ ref('mart_product_pareto') }}
        UNION ALL
        SELECT
            'mart_customer_daily',
            SUM(revenue)
        FROM
            {{ ref('mart_customer_daily') }}
        UNION ALL
        SELECT
            'mart_cohort_monthly',
            SUM(revenue)
        FROM
            {{ ref('mart_cohort_monthly') }}
        UNION ALL
        SELECT
            'mart_rfm_snapshot',
            SUM(monetary)
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
    totals
WHERE
    revenue IS DISTINCT FROM (
        SELECT
            revenue
        FROM
            totals
        WHERE
            mart = 'fct_orders'
    )
