{# DuckDB replaces a table or view in one statement, at once or not at all; only a change of kind needs a drop. #}
{% macro duckdb__bk_build_relation(existing, target, sql) %}
  {%- set kind = 'view' if target.is_view else 'table' -%}
  {%- set is_known = bk_is_built_in('get_create_' ~ kind ~ '_as_sql') and bk_is_built_in('create_' ~ kind ~ '_as') -%}
  {%- if existing is not none and not is_known -%}
    {%- do return(default__bk_build_relation(existing, target, sql)) -%}
  {%- endif -%}
  {%- set is_other_kind = existing is not none and existing.type != target.type -%}
  {%- set keys = enforced_constraint_types() -%}
  {%- set has_keys = 'primary_key' in keys or 'unique' in keys or 'foreign_key' in keys -%}
  {%- set dropped = [] -%}
  {%- if is_other_kind or (has_keys and existing is not none) -%}
    {%- set dropped = drop_relation_for_rebuild(existing) -%}
  {%- endif -%}
  {%- set partitioned_by = none if target.is_view else duckdb__get_partitioned_by(target, false) -%}
  {%- set sorted_by = none if target.is_view else duckdb__get_sorted_by(target, false) -%}
  {%- set is_lake_table = partitioned_by is not none or sorted_by is not none -%}
  {%- call statement('main', language='sql' if target.is_view else model['language'],
      auto_begin=is_other_kind or is_lake_table or bk_needs_transaction()) -%}
    {%- if is_lake_table -%}
      {{ create_table_as(False, target, sql, model['language'], partitioned_by=partitioned_by, sorted_by=sorted_by) }}
    {%- else -%}
      {{ bk_create_sql(target, sql) }}
    {%- endif -%}
  {%- endcall -%}
  {%- do restore_foreign_key_dependents(dropped) -%}
  {%- do return(none) -%}
{% endmacro %}

{# DuckDB renames no table that has indexes, or that a foreign key refers to. #}
{% macro duckdb__bk_free_relation(relation) %}
  {%- if not relation.is_table -%}
    {%- do return([]) -%}
  {%- endif -%}
  {%- do drop_indexes_on_relation(relation) -%}
  {%- do return(drop_foreign_key_dependents(relation) if may_be_foreign_key_target(relation) else []) -%}
{% endmacro %}

{% macro duckdb__bk_restore_dependents(dependents) %}
  {%- do restore_foreign_key_dependents(dependents) -%}
{% endmacro %}

{% macro create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) -%}
  {%- set create = adapter.dispatch('create_table_as', 'dbt') -%}
  {%- if partitioned_by is none and sorted_by is none -%}
    {%- do return(create(temporary, relation, compiled_code, language)) -%}
  {%- endif -%}
  {%- do return(create(temporary, relation, compiled_code, language, partitioned_by=partitioned_by, sorted_by=sorted_by)) -%}
{%- endmacro %}

{# A table with a contract is plainly created where nothing stands, as other tools that read the statement expect. #}
{% macro bk_or_replace(relation, is_promised) -%}
  {{ '' if is_promised and load_cached_relation(relation) is none else 'or replace ' }}
{%- endmacro %}

{# Temporary tables take no constraints, so a contract is held by the real table only. #}
{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) -%}
  {%- if language == 'python' -%}
    {%- do return(py_write_table(temporary, relation, compiled_code, partitioned_by=partitioned_by, sorted_by=sorted_by)) -%}
  {%- elif language != 'sql' -%}
    {%- do exceptions.raise_compiler_error('Models are written in sql or python, not in ' ~ language) -%}
  {%- endif -%}
  {%- set is_promised = config.get('contract').enforced -%}
  {%- if is_promised -%}
    {%- do get_assert_columns_equivalent(compiled_code) -%}
  {%- endif -%}
  {{ config.get('sql_header', '') or '' }}
  create {{ bk_or_replace(relation, is_promised) }}{{ 'temporary ' if temporary }}table {{ relation.include(database=not temporary, schema=not temporary) }}
  {%- if is_promised and not temporary %}
  {{ get_table_columns_and_constraints() }};
  {{- bk_alter_lake_table_sql(relation, partitioned_by, sorted_by) }}
  insert into {{ relation }} {{ get_column_names() }} (
    {{ get_select_subquery(compiled_code) }}
  );
  {%- elif partitioned_by or sorted_by %} as (
    select * from (
{{ compiled_code }}
    ) as model_subq
    limit 0
  );
  {{- bk_alter_lake_table_sql(relation, partitioned_by, sorted_by) }}
  insert into {{ relation }} select * from (
{{ compiled_code }}
  ) as model_subq;
  {%- else %} as (
{{ compiled_code }}
  );
  {%- endif -%}
{% endmacro %}

{# `(id, name)`: the promised columns. #}
{% macro get_column_names() %}
  ({{ default__get_column_names() }})
{% endmacro %}

{% macro duckdb__create_view_as(relation, sql) -%}
  {%- if config.get('contract').enforced -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif -%}
  {{ config.get('sql_header', '') or '' }}
  create or replace view {{ relation }} as (
{{ sql }}
  );
{% endmacro %}

{% macro duckdb__get_replace_table_sql(relation, sql) %}
  {%- do return(get_create_table_as_sql(False, relation, sql)) -%}
{% endmacro %}

{% macro duckdb__get_replace_view_sql(relation, sql) %}
  {%- do return(get_create_view_as_sql(relation, sql)) -%}
{% endmacro %}

{% macro duckdb__drop_relation(relation) -%}
  {%- call statement('drop_relation', auto_begin=False) -%}
    drop {{ relation.type or 'table' }} if exists {{ relation }}{{ ' cascade' if not adapter.is_ducklake(relation) }}
  {%- endcall -%}
{% endmacro %}

{% macro duckdb__rename_relation(from_relation, to_relation) -%}
  {%- call statement('rename_relation') -%}
    alter {{ to_relation.type or 'table' }} {{ from_relation }} rename to {{ adapter.quote_as_configured(to_relation.identifier, 'identifier') }}
  {%- endcall -%}
{% endmacro %}

{% macro duckdb__get_rename_table_sql(relation, new_name) -%}
    alter table {{ relation }} rename to {{ adapter.quote(new_name) }}
{%- endmacro %}

{% macro duckdb__get_rename_view_sql(relation, new_name) -%}
    alter view {{ relation }} rename to {{ adapter.quote(new_name) }}
{%- endmacro %}

{# Temporary tables belong to the connection and to no schema. #}
{% macro duckdb__make_temp_relation(base_relation, suffix) %}
  {%- do return(base_relation.incorporate(path={
      'identifier': base_relation.identifier ~ suffix ~ py_current_timestring(),
      'schema': none,
      'database': none
  })) -%}
{% endmacro %}

{# The relation for rows that are on their way, and whether it is a temporary table; MotherDuck would need another. #}
{% macro duckdb__dispatch_temporary_relation(target_relation, batch_id='') %}
  {%- do return({'relation': make_temp_relation(target_relation), 'temporary': true}) -%}
{% endmacro %}
