select customer_id, name, 1 as score from {{ ref('stg_customers') }}
