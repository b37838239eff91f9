{% macro greet(name='you', times=1) %}{{ 'hi ' ~ name ~ ' ' * 0 }}{{ '!' * times }}{% endmacro %}
{% macro gives(value) %}{{ return(value) }}{% endmacro %}
{% macro all_arguments() %}{{ varargs }}|{{ kwargs }}{% endmacro %}
{% macro named_rest(a, b='x') %}{{ a }}|{{ b }}|{{ varargs }}|{{ kwargs }}{% endmacro %}
{% macro wrap() %}<{{ caller() }}>{% endmacro %}
{% macro wrap_each() %}{% for i in [1, 2] %}<{{ caller(i, key='k') }}>{% endfor %}{% endmacro %}
{% macro pick() %}{{ return(adapter.dispatch('pick')()) }}{% endmacro %}
{% macro default__pick() %}default pick{% endmacro %}
{% macro duckdb__pick() %}duckdb pick{% endmacro %}
{% macro default__only_default(x) %}only default {{ x }}{% endmacro %}
{% macro duckdb__ordered() %}shop ordered{% endmacro %}
{% macro duckdb__from_tools() %}shop replaces tools{% endmacro %}
{% macro refuses(message) %}{{ exceptions.raise_compiler_error(message) }}{% endmacro %}
{% macro early(x) %}before{% if x %}{{ return([x]) }}{% endif %}after{% endmacro %}
{% macro deep(n) %}{% if n > 0 %}{{ n }}{{ deep(n - 1) }}{% endif %}{% endmacro %}
{% macro relation_of() %}{{ return(this) }}{% endmacro %}
