SELECT
    date_day,
    YEAR(date_day) AS year_number,
    QUARTER(date_day) AS quarter_number,
    MONTH(date_day) AS month_number,
    CAST(DATE_TRUNC('month', date_day) AS DATE) AS month_start,
    CAST(DATE_TRUNC('week', date_day) AS DATE) AS week_start,
    DATE_DIFF('day', DATE_TRUNC('week', date_day), date_day) + 1 AS weekday_number,
    weekday_name,
    DATE_DIFF('day', DATE_TRUNC('week', date_day), date_day) >= 5 AS is_weekend,
    holiday_name,
    holiday_name IS NOT NULL AS is_holiday
FROM
    {{ ref('dates') }}
