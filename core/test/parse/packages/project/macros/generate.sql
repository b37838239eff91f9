{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- if node.resource_type == 'seed' -%}seeds
  {%- else -%}{{ custom_schema_name or target.schema }}{%- endif -%}
{%- endmacro %}
{% macro default__greet() %}root says {{ var('shared') }}{% endmacro %}
