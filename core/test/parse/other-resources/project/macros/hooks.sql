{% macro my_hook(when='start') %}{{ log(when) }}select '{{ inner_hook() }}'{% endmacro %}
{%- macro inner_hook() -%}{{ adapter.dispatch('inner_hook')() }}{%- endmacro -%}
{% macro default__inner_hook() %}1{% endmacro %}
{% macro duckdb__inner_hook() %}2{% endmacro %}
{% macro recursive(n) %}{% if n > 0 %}{{ recursive(n - 1) }}{{ caller() }}{% endif %}{% endmacro %}
{% materialization special, adapter='duckdb', supported_languages=['sql', 'python'] %}{{ return({'relations': []}) }}{% endmaterialization %}
{% materialization plain, default %}{{ return({'relations': []}) }}{% endmaterialization %}
