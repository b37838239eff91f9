{{ config(materialized='incremental', group='finance', access='private', tags=['nightly']) }}
select sum(amount) as amount from {{ ref('fct_orders') }}
