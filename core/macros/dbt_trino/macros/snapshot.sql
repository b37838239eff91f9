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

{# Trino joins by hash on `=` alone, which nulls never are; as texts they can be. Equal keys of one type have equal texts. #}
{% macro trino__unique_key_join_on(unique_key, identifier, from_identifier) %}
  {%- for name in bk_unique_key_names(unique_key) -%}
    coalesce(cast({{ identifier }}.{{ name }} as varchar), '') = coalesce(cast({{ from_identifier }}.{{ name }} as varchar), '')
    and ({{ identifier }}.{{ name }} is null) = ({{ from_identifier }}.{{ name }} is null){{ ' and ' if not loop.last }}
  {%- endfor -%}
{% endmacro %}

{% macro trino__snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {%- do bk_check_key_types(strategy, source_sql, target_relation) -%}
  {%- do return(default__snapshot_staging_table(strategy, source_sql, target_relation)) -%}
{%- endmacro %}

{# Fails where a key is of another type than in the snapshot, since its texts might be others. #}
{% macro bk_check_key_types(strategy, source_sql, target_relation) %}
  {%- set fields = unique_key_fields(strategy.unique_key) -%}
  {%- set found = get_column_schema_from_query('select ' ~ fields ~ ' from (' ~ source_sql ~ ') as snapshot_source') -%}
  {%- set kept = get_column_schema_from_query('select ' ~ fields ~ ' from ' ~ target_relation) -%}
  {%- for column in found -%}
    {%- set former = kept[loop.index0] -%}
    {%- if bk_key_kind(column.dtype) != bk_key_kind(former.dtype) -%}
      {%- do exceptions.raise_compiler_error("The unique_key of snapshot " ~ model.name ~ " is " ~ column.dtype ~ " in its query and "
          ~ former.dtype ~ " in its table; cast it in the query") -%}
    {%- endif -%}
  {%- endfor -%}
{% endmacro %}

{# Types whose equal values have the same text. #}
{% macro bk_key_kind(type) %}
  {%- set kind = type.split('(')[0] -%}
  {%- do return('integer' if kind in ('tinyint', 'smallint', 'integer', 'bigint') else 'varchar' if kind in ('varchar', 'char') else type) -%}
{% endmacro %}
