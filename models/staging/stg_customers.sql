SELECT
    customer_id,
    first_name,
    last_name,
    first_name || ' ' || last_name AS full_name,
    email,
    street,
    house_number,
    postal_code,
    city,
    state,
    segment,
    signed_up_at,
    updated_at
FROM
    {{ source('shop', 'raw_customers') }}
