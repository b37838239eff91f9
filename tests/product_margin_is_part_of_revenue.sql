SELECT
    product_id,
    revenue,
    margin,
    margin_rate
FROM
    {{ ref('mart_product_pareto') }}
WHERE
    margin > revenue
    OR margin_rate > 1
