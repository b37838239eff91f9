{{ config(materialized='incremental') }}
select sum(amount) as total from {{ ref('orders') }} {% if is_incremental() %} where 1 = 1 {% endif %}
