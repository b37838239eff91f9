{{ config(materialized='incremental', unique_key='id', on_schema_change='full_refresh') }}
select id, {{ var('run', 1) }} as run {{ ", 'new' as added" if var('run', 1) == 3 }}
from range(3) t(id)
{% if is_incremental() %}where id = 2{% endif %}
