{% test between(model, column_name, low, high=10, options={}) %}
select * from {{ model }} where not ({{ helper(column_name) }} and {{ column_name }} between {{ low }} and {{ high }})
{% endtest %}
