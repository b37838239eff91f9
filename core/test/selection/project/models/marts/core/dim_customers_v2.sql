select customer_id, name from {{ ref('stg_customers') }} left join {{ ref('country') }} using (name)
