SELECT
    MIN(ordered_on) AS first_date,
    MAX(ordered_on) AS last_date,
    COUNT(*) AS placed_orders
FROM
    {{ ref('fct_orders') }}
HAVING
    COUNT(*) > 0
