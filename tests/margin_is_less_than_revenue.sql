-- What is left of a sale is never more than was paid for it.
SELECT
    order_id,
    line_number,
    net_revenue,
    margin
FROM
    {{ ref('fct_order_items') }}
WHERE
    margin > net_revenue
