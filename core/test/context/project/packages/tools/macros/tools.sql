{% macro which() %}tools, var {{ var('own', 'none') }}{% endmacro %}
{% macro from_tools() %}{{ return(adapter.dispatch('from_tools', 'tools')()) }}{% endmacro %}
{% macro default__from_tools() %}tools' own{% endmacro %}
{% macro default__kept() %}tools keep it{% endmacro %}
{% macro kept() %}{{ return(adapter.dispatch('kept', 'tools')()) }}{% endmacro %}
{% macro default__ordered() %}tools ordered{% endmacro %}
{% macro calls_own() %}{{ which() }}{% endmacro %}
{% macro named(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}
