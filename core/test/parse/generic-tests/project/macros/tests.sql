{% test is_even(model, column_name) %}
{{ config(severity='error', fail_calc='sum(failures)') }}
select * from {{ model }} where {{ column_name }} % 2 = 1
{% endtest %}

{% macro helper(x) %}{{ x }} > 0{% endmacro %}
