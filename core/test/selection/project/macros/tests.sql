{% test is_positive(model, column_name) %}
select * from {{ model }} where {{ smaller(column_name) }}
{% endtest %}
{% macro smaller(name) %}{{ name }} < 0{% endmacro %}
