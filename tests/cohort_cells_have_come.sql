SELECT
    cells.cohort_month,
    cells.city,
    cells.activity_month
FROM
    {{ ref('mart_cohort_monthly') }} AS cells
    CROSS JOIN {{ ref('mart_data_window') }} AS data_window
WHERE
    cells.activity_month > data_window.last_date
