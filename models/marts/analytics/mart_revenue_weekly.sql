-- Every week has a row for every city, so that a week without sales is a zero and not a gap.
WITH
    weeks AS (
        SELECT
            dates.week_start,
            BOOL_AND(dates.date_day BETWEEN data_window.first_date AND data_window.last_date) AS is_complete
        FROM
            {{ ref('dim_dates') }} AS dates
            CROSS JOIN {{ ref('mart_data_window') }} AS data_window
        WHERE
            dates.week_start BETWEEN DATE_TRUNC('week', data_window.first_date) AND data_window.last_date
        GROUP BY
            dates.week_start
    ),
    cities AS (
        SELECT DISTINCT
            city
        FROM
            {{ ref('mart_revenue_daily') }}
    ),
    sales AS (
        SELECT
            CAST(DATE_TRUNC('week', order_date) AS DATE) AS week_start,
            city,
            SUM(orders) AS orders,
            SUM(revenue) AS revenue
        FROM
            {{ ref('mart_revenue_daily') }}
        GROUP BY
            1,
            2
    )
SELECT
    weeks.week_start,
    cities.city,
    CAST(COALESCE(sales.orders, 0) AS BIGINT) AS orders,
    CAST(COALESCE(sales.revenue, 0) AS DECIMAL(18, 2)) AS revenue,
    weeks.is_complete
FROM
    weeks
    CROSS JOIN cities
    LEFT JOIN sales ON weeks.week_start = sales.week_start
    AND cities.city = sales.city
ORDER BY
    weeks.week_start,
    cities.city
