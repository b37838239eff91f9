{% macro duckdb__current_timestamp() -%}
  now()
{%- endmacro %}

{% macro duckdb__snapshot_string_as_time(timestamp) -%}
  {%- do return("'" ~ timestamp ~ "'::timestamp") -%}
{%- endmacro %}

{# One moment, in UTC, for all snapshots of a run: what they keep fits together, and no session setting shifts it. A
   project that has a time of its own keeps that. #}
{% macro duckdb__snapshot_get_time() -%}
  {%- if bk_is_built_in('current_timestamp') -%}
    '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}'::timestamp
  {%- else -%}
    {{ current_timestamp() }}::timestamp
  {%- endif -%}
{%- endmacro %}
