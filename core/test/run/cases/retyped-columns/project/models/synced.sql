{{ config(materialized='incremental', unique_key='id', on_schema_change='sync_all_columns') }}
select {{ 1 if is_incremental() else 0 }} as id, cast(1.5 as {{ var('type', 'integer') }}) as amount
