{% macro cents_to_euros(column) %}
    CAST({{ column }} / 100.0 AS DECIMAL(12, 2))
{% endmacro %}
