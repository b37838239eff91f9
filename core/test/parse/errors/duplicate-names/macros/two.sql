{% macro other() %}1{% endmacro %}
{% macro twice() %}2{% endmacro %}
