SELECT
    product_id,
    product_name,
    category,
    price_cents,
    cost_cents,
    added_at,
    updated_at
FROM
    {{ source('shop', 'raw_products') }}
