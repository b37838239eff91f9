{{ config(materialized='incremental', unique_key='id', on_schema_change='full_refresh') }}
select cast(id as bigint) as id, {{ var('run', 1) }} as run {{ ", 'new' as added" if var('run', 1) == 3 }}
from (values (0), (1), (2)) as t(id)
{% if is_incremental() %}where id = 2{% endif %}
