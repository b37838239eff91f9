{% macro rows() %}
{%- set run = var('run', 1) -%}
select {{ run }} as id, {{ "'old' as gone," if run < 3 }} 7 as amount {{ ", 'new' as added" if run > 1 }}
{% endmacro %}
