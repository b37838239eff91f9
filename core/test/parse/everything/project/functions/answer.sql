(select count(*) from {{ ref('orders', v=1) }}) + 41
