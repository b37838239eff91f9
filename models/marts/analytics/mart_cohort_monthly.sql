-- A month that has come has a row, if with nobody in it; a month that is still to come has none.
WITH
    activity AS (
        SELECT
            cohorts.cohort_month,
            cohorts.first_city AS city,
            DATE_DIFF('month', cohorts.cohort_month, days.order_date) AS month_index,
            COUNT(DISTINCT days.customer_id) AS customers,
            SUM(days.revenue) AS revenue
        FROM
            {{ ref('mart_customer_daily') }} AS days
            INNER JOIN {{ ref('mart_customer_cohort') }} AS cohorts ON days.customer_id = cohorts.customer_id
        GROUP BY
            1,
            2,
            3
    ),
    sizes AS (
        SELECT
            cohort_month,
            first_city AS city,
            COUNT(*) AS cohort_size
        FROM
            {{ ref('mart_customer_cohort') }}
        GROUP BY
            1,
            2
    ),
    months AS (
        SELECT
            dates.month_start,
            BOOL_AND(dates.date_day BETWEEN data_window.first_date AND data_window.last_date) AS is_complete
        FROM
            {{ ref('dim_dates') }} AS dates
            CROSS JOIN {{ ref('mart_data_window') }} AS data_window
        WHERE
            dates.month_start BETWEEN DATE_TRUNC('month', data_window.first_date) AND data_window.last_date
        GROUP BY
            dates.month_start
    )
SELECT
    sizes.cohort_month,
    sizes.city,
    DATE_DIFF('month', sizes.cohort_month, months.month_start) AS month_index,
    months.month_start AS activity_month,
    sizes.cohort_size,
    COALESCE(activity.customers, 0) AS customers,
    CAST(COALESCE(activity.revenue, 0) AS DECIMAL(18, 2)) AS revenue,
    months.is_complete
FROM
    sizes
    INNER JOIN months ON sizes.cohort_month <= months.month_start
    LEFT JOIN activity ON sizes.cohort_month = activity.cohort_month
    AND sizes.city = activity.city
    AND DATE_DIFF('month', sizes.cohort_month, months.month_start) = activity.month_index
ORDER BY
    sizes.cohort_month,
    sizes.city,
    months.month_start
