-- In the month of their first order all customers of a cohort ordered, and never more than all of them later.
SELECT
    cohort_month,
    city,
    month_index,
    cohort_size,
    customers
FROM
    {{ ref('mart_cohort_monthly') }}
WHERE
    customers > cohort_size
    OR (
        month_index = 0
        AND customers != cohort_size
    )
