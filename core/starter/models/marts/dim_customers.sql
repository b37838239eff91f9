WITH
    orders AS (
        SELECT
            customer_id,
            count(*) AS order_count,
            sum(amount) AS total_amount
        FROM
            {{ ref('stg_orders') }}
        WHERE
            status != 'returned'
        GROUP BY
            customer_id
    )
SELECT
    customers.customer_id,
    customers.customer_name,
    coalesce(orders.order_count, 0) AS order_count,
    coalesce(orders.total_amount, 0) AS total_amount
FROM
    {{ ref('stg_customers') }} AS customers
    LEFT JOIN orders USING (customer_id)
