{{ config(materialized='incremental', unique_key='id', on_schema_change='append_new_columns') }}
with e as (select * from {{ ref('eph') }})
select o.id, o.amount, o.ordered_on, 1 as "Quoted ""Col""" from {{ ref('orders', version=2) }} as o
