{{ config(tags=['slow'], severity='warn') }}
select o.* from {{ ref('fct_orders') }} o anti join {{ ref('stg_customers') }} using (customer_id)
