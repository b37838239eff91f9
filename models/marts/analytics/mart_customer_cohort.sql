SELECT
    customer_id,
    MIN(order_date) AS first_order_date,
    CAST(DATE_TRUNC('month', MIN(order_date)) AS DATE) AS cohort_month,
    MIN_BY(city, (order_date, city)) AS first_city
FROM
    {{ ref('mart_customer_daily') }}
GROUP BY
    customer_id
ORDER BY
    cohort_month,
    customer_id
