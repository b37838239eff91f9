select * from {{ source('braces', 'orders') }}
