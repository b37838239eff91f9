{{ config(database='other_db', schema='facts') }}
select * from {{ ref('stg_orders') }}
