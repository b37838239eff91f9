{# Each value of the table as a template has it. #}
{% macro tell_types() %}
  {% set row = run_query('select * from ' ~ ref('types')).rows[0] %}
  {% for name, value in row.items() %}
    {% do log(name ~ ' = ' ~ value, info=true) %}
  {% endfor %}
{% endmacro %}
