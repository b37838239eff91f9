{# Money is kept in whole cents and shown in euros, as an exact decimal with two places. #}
{% macro cents_to_euros(column) -%}
CAST(({{ column }}) * 0.01 AS DECIMAL(18, 2))
{%- endmacro %}
