{% macro end_hook() %}
  select 1 as a,
    nope_end
{% endmacro %}
{% macro hooked(x) %}
  insert into {{ x }} values (1)
{% endmacro %}
{% macro asks() %}
  {% set q %}
    select nothing_here from (select 1 as a)
  {% endset %}
  {% do run_query(q) %}
{% endmacro %}
{% test odd(model, column_name) %}
select * from {{ model }}
where {{ column_name }} % nope_test = 1
{% endtest %}
{% macro col(c) %}{{ c }}::int + no_such_col{% endmacro %}
