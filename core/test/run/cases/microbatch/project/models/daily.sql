{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='happened_at', begin='2024-01-01', batch_size='day',
  pre_hook="create table if not exists {{ target.schema }}.hook_calls (i integer)", post_hook="insert into {{ target.schema }}.hook_calls values (1)") }}
select id, happened_at, run, {{ is_incremental() }} as added, label from {{ ref('events') }}, {{ ref('plain') }}
