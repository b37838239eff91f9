{# Wrapped around SQL that is to run before a model's own: set_sql_header(config). #}
{% macro set_sql_header(config) -%}
  {%- do config.set('sql_header', caller()) -%}
{%- endmacro %}

{# The node's own full_refresh config decides; --full-refresh where it says nothing. #}
{% macro should_full_refresh() %}
  {%- set configured = config.get('full_refresh') -%}
  {%- do return(flags.FULL_REFRESH if configured is none else configured) -%}
{% endmacro %}

{# The test's own store_failures config decides; --store-failures where it says nothing. #}
{% macro should_store_failures() %}
  {%- set configured = config.get('store_failures') -%}
  {%- do return(flags.STORE_FAILURES if configured is none else configured) -%}
{% endmacro %}

{# Which major version of dbt the templates are to expect. #}
{% macro is_core_v2() -%}
  {%- do return((dbt_version.split('.') | first) | int == 2) -%}
{%- endmacro %}
