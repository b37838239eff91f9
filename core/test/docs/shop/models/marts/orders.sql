{{ config(tags=['finance', 'nightly'], meta={'owner': 'Ada'}) }}
-- Orders as they were paid.
with paid as (
    select * from {{ ref('stg_orders') }}
)
select order_id, customer, amount, amount > 5 as is_large
from paid
