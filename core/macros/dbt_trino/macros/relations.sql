{# Trino has no transactions that span statements, so each step leaves the target as it was or as it shall be. #}

{# A table or view is replaced in one statement. What is of another kind, or has columns that refuse nulls, is built beside it. #}
{% macro trino__bk_build_relation(existing, target, sql) %}
  {%- set is_other_kind = existing is not none and existing.type != target.type -%}
  {%- set refuses_nulls = not target.is_view and bk_not_null_columns() | length > 0 -%}
  {%- set kind = 'view' if target.is_view else 'table' -%}
  {%- set is_known = bk_is_built_in('get_create_' ~ kind ~ '_as_sql') and bk_is_built_in('create_' ~ kind ~ '_as') -%}
  {%- if is_other_kind or refuses_nulls -%}
    {%- do bk_build_beside(existing, target, sql) -%}
    {%- do return(none) -%}
  {%- elif existing is not none and not is_known -%}
    {%- do return(default__bk_build_relation(existing, target, sql)) -%}
  {%- endif -%}
  {%- call statement('main') -%}
    {{ bk_create_sql(target, sql) }}
  {%- endcall -%}
  {%- do return(none) -%}
{% endmacro %}

{# Only when the new relation is there does the former one go. #}
{% macro bk_build_beside(existing, target, sql) %}
  {%- set intermediate = make_intermediate_relation(target) -%}
  {%- do drop_relation_if_exists(load_cached_relation(intermediate)) -%}
  {%- call statement('main') -%}
    {{ bk_create_sql(intermediate, sql) }}
  {%- endcall -%}
  {%- if not target.is_view and bk_renames_tables(target) -%}
    {%- set backup = none if existing is none else make_backup_relation(target, existing.type) -%}
    {%- if existing is not none -%}
      {%- do drop_relation_if_exists(load_cached_relation(backup)) -%}
      {%- do adapter.rename_relation(existing, backup) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(intermediate, target) -%}
    {%- do drop_relation_if_exists(backup) -%}
  {%- else -%}
    {%- if existing is not none and existing.type != target.type -%}
      {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- call statement('put_in_place') -%}
      {%- if target.is_view -%}
        {{ get_create_view_as_sql(target, sql) }}
      {%- else -%}
        create or replace table {{ target }} {{ properties() }} as select * from {{ intermediate }}
      {%- endif -%}
    {%- endcall -%}
    {%- do adapter.drop_relation(intermediate) -%}
  {%- endif -%}
{% endmacro %}

{# Whether a catalog's tables can be renamed: those of Delta Lake and Hive lie in a folder that object storage cannot rename. #}
{% macro bk_renames_tables(relation) %}
  {%- do return(bk_connector(relation) not in ('delta_lake', 'hive')) -%}
{% endmacro %}

{# The connector of a relation's catalog: `iceberg`, `delta_lake`, … #}
{% macro bk_connector(relation) %}
  {%- set sql -%}
    select connector_name
    from system.metadata.catalogs
    where catalog_name = {{ bk_text(relation.database | lower) }}
  {%- endset -%}
  {%- do return(run_query(sql).columns[0].values() | first) -%}
{% endmacro %}

{#
  `with (partitioning = …)`, of the config `properties` and its short forms `table_format` and `file_format`. Values are SQL,
  as in dbt-trino: `format: "'ORC'"`.
#}
{% macro properties(temporary=False) %}
  {%- set settings = {} -%}
  {%- do settings.update(config.get('properties') or {}) -%}
  {%- for name, property in {'file_format': 'format', 'table_format': 'type'}.items() if config.get(name) -%}
    {%- if property in settings -%}
      {%- do exceptions.raise_compiler_error("A model sets " ~ name ~ " or properties." ~ property ~ ", not both") -%}
    {%- endif -%}
    {%- do settings.update({property: bk_text(config.get(name))}) -%}
  {%- endfor -%}
  {#- Two tables cannot lie in one folder. -#}
  {%- if temporary -%}
    {%- do settings.pop('location', none) -%}
  {%- endif -%}
  {%- set parts = [] -%}
  {%- for name, value in settings.items() -%}
    {%- do parts.append(name ~ ' = ' ~ value) -%}
  {%- endfor -%}
  {{ 'with (' ~ (parts | join(', ')) ~ ')' if parts }}
{%- endmacro %}

{# Temporary tables are tables beside the target: Trino has no others. #}
{% macro trino__create_table_as(temporary, relation, sql) -%}
  {%- set is_promised = config.get('contract').enforced -%}
  {%- if is_promised -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif -%}
  {%- if is_promised and not temporary and bk_not_null_columns() %}
  create or replace table {{ relation }} {{ get_table_columns_and_constraints() }} {{ properties(relation.identifier != this.identifier) }};
  insert into {{ relation }}
{{ get_select_subquery(sql) }};
  {%- else %}
  create or replace table {{ relation }} {{ properties(temporary or relation.identifier != this.identifier) }} as
{{ get_select_subquery(sql) if is_promised else sql }};
  {%- endif -%}
{% endmacro %}

{% macro trino__create_view_as(relation, sql) -%}
  {%- set security = config.get('view_security', 'definer') -%}
  {%- if security not in ('definer', 'invoker') -%}
    {%- do exceptions.raise_compiler_error("view_security is definer or invoker, not '" ~ security ~ "'") -%}
  {%- endif -%}
  {%- if config.get('contract').enforced -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif %}
  create or replace view {{ relation }} security {{ security }} as
{{ sql }};
{% endmacro %}

{% macro trino__get_replace_table_sql(relation, sql) %}
  {%- do return(get_create_table_as_sql(False, relation, sql)) -%}
{% endmacro %}

{% macro trino__get_replace_view_sql(relation, sql) %}
  {%- do return(get_create_view_as_sql(relation, sql)) -%}
{% endmacro %}

{# `table`, `view` or `materialized view`. #}
{% macro bk_kind_sql(relation) -%}
  {{ (relation.type or 'table') | replace('_', ' ') }}
{%- endmacro %}

{%- macro trino__get_drop_sql(relation) -%}
    drop {{ bk_kind_sql(relation) }} if exists {{ relation }}
{%- endmacro -%}

{% macro trino__rename_relation(from_relation, to_relation) -%}
  {%- call statement('rename_relation') -%}
    {{ trino__get_rename_sql(from_relation, to_relation.identifier) }}
  {%- endcall -%}
{% endmacro %}

{%- macro trino__get_rename_sql(relation, new_name) -%}
    alter {{ bk_kind_sql(relation) }} {{ relation }} rename to {{ adapter.quote(new_name) }}
{%- endmacro -%}
