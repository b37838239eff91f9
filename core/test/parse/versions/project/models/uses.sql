select * from {{ ref('orders') }} union all select * from {{ ref('orders', v=1) }} union all select * from {{ ref('shop', 'orders', version='3') }}, {{ ref('latest_plain') }}
