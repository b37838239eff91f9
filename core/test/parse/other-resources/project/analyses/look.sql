select * from {{ ref('orders') }} where '{{ target.name }}' = 'dev'
