{{ config(materialized='table') }}
select 10 + i as id, {{ 7 if var('orphan', false) else 'i' }} as customer_id from range(3) as t(i)
