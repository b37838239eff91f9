-- Reference dates are the ends of closed months and the last day of the data. An order of that day counts; whoever has not
-- ordered by then has no row, rather than a recency that means nothing.
WITH
    reference_dates AS (
        SELECT DISTINCT
            LEAST(
                CAST(
                    DATE_TRUNC('month', dates.date_day) + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE
                ),
                data_window.last_date
            ) AS reference_date
        FROM
            {{ ref('dim_dates') }} AS dates
            CROSS JOIN {{ ref('mart_data_window') }} AS data_window
        WHERE
            dates.date_day BETWEEN data_window.first_date AND data_window.last_date
    ),

    -- What a customer had come to at the end of each month with an order: few rows to look up instead of every day.
    months AS (
        SELECT
            customer_id,
            DATE_TRUNC('month', order_date) AS order_month,
            MAX(order_date) AS last_order_date,
            MAX_BY(city, (order_date, city)) AS city,
            SUM(orders) AS orders,
            SUM(revenue) AS revenue
        FROM
            {{ ref('mart_customer_daily') }}
        GROUP BY
            1,
            2
    ),
    running AS (
        SELECT
            customer_id,
            last_order_date,
            city,
            SUM(orders) OVER past AS frequency,
            SUM(revenue) OVER past AS monetary,
            LEAD (order_month) OVER past AS next_order_month,
            order_month
        FROM
            months
        WINDOW
            past AS (
                PARTITION BY
                    customer_id
                ORDER BY
                    order_month
            )
    )
SELECT
    reference_dates.reference_date,
    running.customer_id,
    running.city,
    running.last_order_date,
    CAST(
        DATE_DIFF('day', running.last_order_date, reference_dates.reference_date) AS INTEGER
    ) AS recency_days,
    CAST(running.frequency AS INTEGER) AS frequency,
    CAST(running.monetary AS DECIMAL(18, 2)) AS monetary
FROM
    running
    INNER JOIN reference_dates ON reference_dates.reference_date >= running.order_month
    AND (
        running.next_order_month IS NULL
        OR reference_dates.reference_date < running.next_order_month
    )
ORDER BY
    reference_dates.reference_date,
    running.customer_id
