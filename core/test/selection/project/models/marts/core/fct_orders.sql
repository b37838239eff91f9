select o.order_id, o.customer_id, o.amount from {{ ref('stg_orders') }} o join {{ ref('dim_customers') }} c using (customer_id) cross join {{ ref('eph_rates') }}
