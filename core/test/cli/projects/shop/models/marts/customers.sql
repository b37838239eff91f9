select customer, sum(amount) as revenue
from {{ ref('fct_orders') }}
group by customer
order by customer
