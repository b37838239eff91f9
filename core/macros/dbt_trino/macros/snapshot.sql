{% macro trino__snapshot_hash_arguments(args) -%}
  lower(to_hex(md5(to_utf8(
    {%- for arg in args -%}
      coalesce(cast({{ arg }} as varchar), ''){{ " || '|' || " if not loop.last }}
    {%- endfor -%}
  ))))
{%- endmacro %}

{# A fault has to be found before anything is written, since nothing can be rolled back. #}
{% macro trino__bk_create_snapshot(target_relation, strategy, sql) %}
  {%- do bk_check_snapshot_source('(' ~ sql ~ ') as snapshot_source', strategy) -%}
  {%- call statement('main') -%}
    {{ create_table_as(False, target_relation, sql) }}
  {%- endcall -%}
{% endmacro %}

{% macro trino__bk_stage_snapshot_source(sql, target_relation) %}
  {%- set source_relation = make_temp_relation(target_relation, '__dbt_src') -%}
  {%- call statement('stage_snapshot_source') -%}
    create or replace table {{ source_relation }} as
{{ sql }}
  {%- endcall -%}
  {%- do return(source_relation) -%}
{% endmacro %}

{% macro trino__post_snapshot(staging_relation) %}
  {%- do adapter.drop_relation(staging_relation) -%}
{% endmacro %}
