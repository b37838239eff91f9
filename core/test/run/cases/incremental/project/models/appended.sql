{{ config(materialized='incremental', incremental_strategy='append') }}
{{ rows() }}
{% if is_incremental() %}where id > (select max(id) from {{ this }}){% endif %}