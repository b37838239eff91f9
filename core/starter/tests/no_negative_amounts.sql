-- A test of its own is a query for what must not be there.
select *
from {{ ref('stg_orders') }}
where amount < 0
