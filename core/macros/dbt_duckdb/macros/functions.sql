{#
  Functions of the project are macros of DuckDB: expressions, cast to what they return. Their parameters have no types:
  DuckDB keeps such only in files of its storage version 1.4 and later, which are not what it makes by default.
#}

{% macro duckdb__scalar_function_sql(target_relation) %}
  {{ scalar_function_create_replace_signature_sql(target_relation) }}
  {{ scalar_function_body_sql() }}
{% endmacro %}

{% macro duckdb__scalar_function_create_replace_signature_sql(target_relation) %}
  create or replace macro {{ target_relation.render() }}({{ formatted_scalar_function_args_sql() }}) as
{% endmacro %}

{% macro duckdb__formatted_scalar_function_args_sql() %}
  {%- set parameters = [] -%}
  {%- for argument in model.arguments -%}
    {%- set parameter = adapter.quote(argument.name) -%}
    {%- set default = argument.get('default_value') -%}
    {%- do parameters.append(parameter if default is none else parameter ~ ' := ' ~ default) -%}
  {%- endfor -%}
  {{- parameters | join(', ') -}}
{% endmacro %}

{% macro duckdb__scalar_function_body_sql() %}
  cast((
{{ model.compiled_code }}
  ) as {{ model.returns.data_type }})
{% endmacro %}

{# DuckDB's macros take whatever they are given, on every call anew: a volatility changes nothing. #}
{% macro duckdb__scalar_function_volatility_sql() %}{% endmacro %}

{# A macro over an aggregate aggregates: there is no other kind of aggregate function to make. #}
{% macro aggregate_function_sql(target_relation) %}
  {%- do return(adapter.dispatch('aggregate_function_sql', 'dbt')(target_relation)) -%}
{% endmacro %}

{% macro duckdb__aggregate_function_sql(target_relation) %}
  {{ scalar_function_sql(target_relation) }}
{% endmacro %}
