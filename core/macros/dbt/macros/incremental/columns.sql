{% macro get_quoted_csv(column_names) %}
  {%- set quoted = [] -%}
  {%- for name in column_names -%}
    {%- do quoted.append(adapter.quote(name)) -%}
  {%- endfor -%}
  {%- do return(quoted | join(', ')) -%}
{% endmacro %}

{# The source's columns whose names the target lacks. #}
{% macro diff_columns(source_columns, target_columns) %}
  {%- set present = target_columns | map(attribute='column') | list -%}
  {%- do return(source_columns | rejectattr('name', 'in', present) | list) -%}
{% endmacro %}

{# [{'column_name': …, 'new_type': …}] for columns of both whose types differ in more than length. #}
{% macro diff_column_data_types(source_columns, target_columns) %}
  {%- do return(adapter.dispatch('diff_column_data_types', 'dbt')(source_columns, target_columns)) -%}
{% endmacro %}

{% macro default__diff_column_data_types(source_columns, target_columns) %}
  {%- set targets = {} -%}
  {%- for column in target_columns -%}
    {%- do targets.update({column.name: column}) -%}
  {%- endfor -%}
  {%- set changes = [] -%}
  {%- for column in source_columns if column.name in targets -%}
    {%- set target_column = targets[column.name] -%}
    {%- if column.expanded_data_type != target_column.expanded_data_type
        and not column.can_expand_to(other_column=target_column) -%}
      {%- do changes.append({'column_name': target_column.name, 'new_type': column.expanded_data_type}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(changes) -%}
{% endmacro %}

{# Quoted names of the columns that a merge writes over: those asked for, all but those left out, or all. #}
{% macro get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) %}
  {%- do return(adapter.dispatch('get_merge_update_columns', 'dbt')(
      merge_update_columns, merge_exclude_columns, dest_columns)) -%}
{% endmacro %}

{% macro default__get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) %}
  {%- if merge_update_columns and merge_exclude_columns -%}
    {%- do exceptions.raise_compiler_error(
        "A model sets merge_update_columns or merge_exclude_columns, not both") -%}
  {%- elif merge_update_columns -%}
    {%- do return(merge_update_columns) -%}
  {%- endif -%}
  {%- set excluded = (merge_exclude_columns or []) | map('lower') | list -%}
  {%- set quoted = [] -%}
  {%- for column in dest_columns if column.column | lower not in excluded -%}
    {%- do quoted.append(column.quoted) -%}
  {%- endfor -%}
  {%- do return(quoted) -%}
{% endmacro %}
