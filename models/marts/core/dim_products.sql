SELECT
    product_id,
    product_name,
    category,
    {{ cents_to_euros('price_cents') }} AS price,
    {{ cents_to_euros('cost_cents') }} AS unit_cost,
    {{ cents_to_euros('price_cents - cost_cents') }} AS unit_margin,
    added_at,
    updated_at
FROM
    {{ ref('stg_products') }}
