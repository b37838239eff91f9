{% macro trino__current_timestamp() -%}
  current_timestamp
{%- endmacro %}

{% macro trino__current_timestamp_backcompat() -%}
  cast(current_timestamp as timestamp(6))
{%- endmacro %}

{% macro trino__snapshot_string_as_time(timestamp) -%}
  {%- do return("timestamp '" ~ timestamp ~ "'") -%}
{%- endmacro %}

{# One moment, in UTC, for all snapshots of a run. A project that has a time of its own keeps that. #}
{% macro trino__snapshot_get_time() -%}
  {%- if bk_is_built_in('current_timestamp') -%}
    timestamp '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}'
  {%- else -%}
    cast({{ current_timestamp() }} as timestamp(6))
  {%- endif -%}
{%- endmacro %}
