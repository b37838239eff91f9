{% macro twice(x, y=1) %}{{ x }} * 2{% endmacro %}
{% test positive(model, column_name) %}{{ config(severity='warn') }} select * from {{ model }} where {{ column_name }} <= 0{% endtest %}
