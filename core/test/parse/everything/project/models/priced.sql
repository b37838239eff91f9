select id, amount, {{ function('half') }}(amount) as halved, {{ function('shop', 'answer') }}() as answer from {{ ref('orders') }}
