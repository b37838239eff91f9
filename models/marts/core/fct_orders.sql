-- Sums are of 128 bits; no order needs them, and they take a quarter longer to write.
WITH
    totals AS (
        SELECT
            order_id,
            COUNT(*) AS line_count,
            CAST(SUM(quantity) AS BIGINT) AS item_count,
            CAST(SUM(gross_revenue) AS DECIMAL(18, 2)) AS gross_revenue,
            CAST(SUM(returned_revenue) AS DECIMAL(18, 2)) AS returned_revenue,
            CAST(SUM(net_revenue) AS DECIMAL(18, 2)) AS net_revenue,
            CAST(SUM(margin) AS DECIMAL(18, 2)) AS margin
        FROM
            {{ ref('fct_order_items') }}
        GROUP BY
            order_id
    )
SELECT
    orders.order_id,
    orders.customer_id,
    customers.customer_key,
    orders.ordered_at,
    orders.ordered_on,
    orders.order_status,
    orders.is_cancelled,
    customers.city,
    customers.segment,
    totals.line_count,
    totals.item_count,
    totals.gross_revenue,
    totals.returned_revenue,
    totals.net_revenue,
    totals.margin
FROM
    {{ ref('stg_orders') }} AS orders
    INNER JOIN totals ON orders.order_id = totals.order_id
    LEFT JOIN {{ ref('dim_customers') }} AS customers ON orders.customer_id = customers.customer_id
    AND orders.ordered_at >= customers.valid_from
    AND orders.ordered_at < customers.valid_to
