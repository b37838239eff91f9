{# on_schema_change: what an incremental model does when its SQL gives other columns than its table has. #}

{# `full_refresh` is decided before the model is compiled; here its columns are already as they should be. #}
{% macro incremental_validate_on_schema_change(on_schema_change, default='ignore') %}
  {%- if on_schema_change in ['sync_all_columns', 'append_new_columns', 'fail', 'ignore'] -%}
    {%- do return(on_schema_change) -%}
  {%- elif on_schema_change == 'full_refresh' -%}
    {%- do return('ignore') -%}
  {%- endif -%}
  {%- do log("on_schema_change is '" ~ on_schema_change ~ "', which means nothing; taking '" ~ default ~ "'") -%}
  {%- do return(default) -%}
{% endmacro %}

{% macro check_for_schema_changes(source_relation, target_relation) %}
  {%- do return(adapter.dispatch('check_for_schema_changes', 'dbt')(source_relation, target_relation)) -%}
{% endmacro %}

{% macro default__check_for_schema_changes(source_relation, target_relation) %}
  {%- set source_columns = adapter.get_columns_in_relation(source_relation) -%}
  {%- set target_columns = adapter.get_columns_in_relation(target_relation) -%}
  {%- set added = diff_columns(source_columns, target_columns) -%}
  {%- set removed = diff_columns(target_columns, source_columns) -%}
  {%- set retyped = diff_column_data_types(source_columns, target_columns) -%}
  {%- do return({
      'schema_changed': added != [] or removed != [] or retyped != [],
      'source_not_in_target': added,
      'target_not_in_source': removed,
      'source_columns': source_columns,
      'target_columns': target_columns,
      'new_target_types': retyped
  }) -%}
{% endmacro %}

{% macro sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) %}
  {%- do return(adapter.dispatch('sync_column_schemas', 'dbt')(on_schema_change, target_relation, schema_changes_dict)) -%}
{% endmacro %}

{% macro default__sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) %}
  {%- set to_add = schema_changes_dict['source_not_in_target'] -%}
  {%- set to_remove = schema_changes_dict['target_not_in_source'] if on_schema_change == 'sync_all_columns' else [] -%}
  {%- if to_add or to_remove -%}
    {%- do alter_relation_add_remove_columns(target_relation, to_add, to_remove) -%}
  {%- endif -%}
  {%- if on_schema_change == 'sync_all_columns' -%}
    {%- for change in schema_changes_dict['new_target_types'] -%}
      {%- do alter_column_type(target_relation, change['column_name'], change['new_type']) -%}
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}

{# Brings the target's columns up to date, or fails; gives the source's columns, or nothing under `ignore`. #}
{% macro process_schema_changes(on_schema_change, source_relation, target_relation) %}
  {%- do return(adapter.dispatch('process_schema_changes', 'dbt')(on_schema_change, source_relation, target_relation)) -%}
{% endmacro %}

{% macro default__process_schema_changes(on_schema_change, source_relation, target_relation) %}
  {%- if on_schema_change == 'ignore' -%}
    {%- do return({}) -%}
  {%- endif -%}
  {%- set changes = check_for_schema_changes(source_relation, target_relation) -%}
  {%- if changes['schema_changed'] -%}
    {%- if on_schema_change == 'fail' -%}
      {%- do bk_fail_on_schema_change(target_relation, changes) -%}
    {%- endif -%}
    {%- do sync_column_schemas(on_schema_change, target_relation, changes) -%}
  {%- endif -%}
  {%- do return(changes['source_columns']) -%}
{% endmacro %}

{% macro bk_fail_on_schema_change(target_relation, changes) %}
  {%- set message -%}
    The columns of the SQL and of {{ target_relation }} are out of sync (on_schema_change is fail)
      Only in the SQL: {{ get_list_of_column_names(changes['source_not_in_target']) | join(', ') or 'none' }}
      Only in the table: {{ get_list_of_column_names(changes['target_not_in_source']) | join(', ') or 'none' }}
      Of another type: {{ changes['new_target_types'] | map(attribute='column_name') | join(', ') or 'none' }}
    Run the model with --full-refresh, or set on_schema_change to append_new_columns, sync_all_columns or full_refresh
  {%- endset -%}
  {%- do exceptions.raise_compiler_error(message) -%}
{% endmacro %}
