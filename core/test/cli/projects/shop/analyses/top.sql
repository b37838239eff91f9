select * from {{ ref('customers') }} order by revenue desc
