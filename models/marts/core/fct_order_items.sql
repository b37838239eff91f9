WITH
    lines AS (
        SELECT
            items.order_id,
            items.line_number,
            items.product_id,
            orders.customer_id,
            orders.ordered_at,
            orders.ordered_on,
            orders.is_cancelled,
            items.quantity,
            items.returned_quantity,
            items.unit_price_cents,
            products.cost_cents
        FROM
            {{ ref('stg_order_items') }} AS items
            INNER JOIN {{ ref('stg_orders') }} AS orders ON items.order_id = orders.order_id
            INNER JOIN {{ ref('stg_products') }} AS products ON items.product_id = products.product_id
    )
SELECT
    order_id,
    line_number,
    product_id,
    customer_id,
    ordered_at,
    ordered_on,
    is_cancelled,
    quantity,
    returned_quantity,
    CASE
        WHEN is_cancelled THEN 0
        ELSE quantity - returned_quantity
    END AS net_quantity,
    {{ cents_to_euros('unit_price_cents') }} AS unit_price,
    {{ cents_to_euros('quantity * unit_price_cents') }} AS gross_revenue,
    {{ cents_to_euros('CASE WHEN is_cancelled THEN 0 ELSE returned_quantity * unit_price_cents END') }} AS returned_revenue,
    {{ cents_to_euros('CASE WHEN is_cancelled THEN 0 ELSE (quantity - returned_quantity) * unit_price_cents END') }} AS net_revenue,
    {{ cents_to_euros('CASE WHEN is_cancelled THEN 0 ELSE (quantity - returned_quantity) * (unit_price_cents - cost_cents) END') }} AS margin
FROM
    lines
