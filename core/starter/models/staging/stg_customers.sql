-- A staging model gives a raw table good names and types, and nothing else.
SELECT
    id AS customer_id,
    name AS customer_name,
    signed_up_on
FROM
    {{ ref('raw_customers') }}
