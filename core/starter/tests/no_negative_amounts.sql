-- A test of its own is a query for what must not be there.
SELECT
    *
FROM
    {{ ref('stg_orders') }}
WHERE
    amount < 0
