{{ config(tags=['nightly', 'customers']) }}
select code as customer_id, name from {{ source('raw', 'customers') }}
