SELECT
    order_id,
    line_number,
    product_id,
    quantity,
    returned_quantity,
    unit_price_cents
FROM
    {{ source('shop', 'raw_order_items') }}
