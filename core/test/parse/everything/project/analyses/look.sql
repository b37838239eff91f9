select {{ twice('amount') }} from {{ ref('orders') }}
