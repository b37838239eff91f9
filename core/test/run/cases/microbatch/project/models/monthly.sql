{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='month', begin='2024-01-01', batch_size='month') }}
select date_trunc('month', happened_at) as month, count(*) as events, max(run) as run from {{ ref('events') }} group by 1
