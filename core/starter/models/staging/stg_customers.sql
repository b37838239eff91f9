-- A staging model gives a raw table good names and types, and nothing else.
select
    id as customer_id,
    name as customer_name,
    signed_up_on
from {{ ref('raw_customers') }}
