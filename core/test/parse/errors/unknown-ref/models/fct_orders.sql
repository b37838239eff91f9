select *
from {{ ref('stg_order') }}
join {{ ref('stg_orders', v=2) }} using (id)
