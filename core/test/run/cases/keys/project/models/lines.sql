{{ config(materialized='incremental', on_schema_change='fail') }}
-- depends_on: {{ ref("customers") }}
select 100 + i as id, 10 + i as order_id, i as customer_id from range(3) as t(i)
{% if is_incremental() %} where false {% endif %}
