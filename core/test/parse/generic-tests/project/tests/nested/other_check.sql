select * from {{ ref('orders') }} where {{ helper('id') }}
