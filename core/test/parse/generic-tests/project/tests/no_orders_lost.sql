{{ config(severity='error', store_failures=true) }}
select * from {{ ref('orders') }} where id is null
