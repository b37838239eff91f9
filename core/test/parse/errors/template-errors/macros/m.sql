{% macro outer() %}{{ inner('x') }}{% endmacro %}
{% macro inner(y) %}{{ 1 / 0 }}{% endmacro %}
