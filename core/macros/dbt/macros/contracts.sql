{# A contract: what a property file promises about a model's columns, held by the database while it builds. #}

{%- macro get_table_columns_and_constraints() -%}
  {%- do return(adapter.dispatch('get_table_columns_and_constraints', 'dbt')()) -%}
{%- endmacro -%}

{% macro default__get_table_columns_and_constraints() -%}
  {%- do return(table_columns_and_constraints()) -%}
{%- endmacro %}

{# `(id integer not null, …, primary key (id))`. #}
{% macro table_columns_and_constraints() %}
  {%- set parts = adapter.render_raw_columns_constraints(raw_columns=model['columns'])
      + adapter.render_raw_model_constraints(raw_constraints=model['constraints']) -%}
    (
    {% for part in parts -%}
      {{ part }}{{ ',' if not loop.last }}
    {% endfor -%}
    )
{% endmacro %}

{%- macro get_assert_columns_equivalent(sql) -%}
  {%- do return(adapter.dispatch('get_assert_columns_equivalent', 'dbt')(sql)) -%}
{%- endmacro -%}

{% macro default__get_assert_columns_equivalent(sql) -%}
  {%- do return(assert_columns_equivalent(sql)) -%}
{%- endmacro %}

{# Fails unless the SQL gives the promised columns with the promised types, in any order. #}
{% macro assert_columns_equivalent(sql) %}
  {%- if not model['columns'] -%}
    {%- do exceptions.raise_contract_error([], []) -%}
  {%- endif -%}
  {%- set found = format_columns(get_column_schema_from_query(sql, config.get('sql_header', none))) -%}
  {%- set promised = format_columns(get_column_schema_from_query(get_empty_schema_sql(model['columns']))) -%}
  {%- set promised_types = {} -%}
  {%- for column in promised -%}
    {%- do promised_types.update({column['name']: column['formatted']}) -%}
  {%- endfor -%}
  {%- if found | length != promised | length -%}
    {%- do exceptions.raise_contract_error(promised, found) -%}
  {%- endif -%}
  {%- for column in found if promised_types.get(column['name']) != column['formatted'] -%}
    {%- do exceptions.raise_contract_error(promised, found) -%}
  {%- endfor -%}
{% endmacro %}

{% macro format_columns(columns) %}
  {%- set formatted = [] -%}
  {%- for column in columns -%}
    {%- do formatted.append(adapter.dispatch('format_column', 'dbt')(column)) -%}
  {%- endfor -%}
  {%- do return(formatted) -%}
{% endmacro %}

{% macro default__format_column(column) -%}
  {%- do return({
      'name': column.name,
      'data_type': column.dtype,
      'formatted': column.column | lower ~ ' ' ~ column.dtype
  }) -%}
{%- endmacro -%}

{# The promised columns' names, as a list in SQL. #}
{% macro default__get_column_names() %}
  {%- for column in model['columns'].values() -%}
    {{ bk_column_name(column) }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{% endmacro %}

{# The query with its columns in the promised order. #}
{% macro get_select_subquery(sql) %}
  {%- do return(adapter.dispatch('get_select_subquery', 'dbt')(sql)) -%}
{% endmacro %}

{% macro default__get_select_subquery(sql) %}
    select {{ adapter.dispatch('get_column_names', 'dbt')() }}
    from (
        {{ sql }}
    ) as model_subq
{%- endmacro %}
