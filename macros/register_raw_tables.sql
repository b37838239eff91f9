{# Has a cluster know the raw Delta tables by name. DuckDB reads their folders. #}
{% macro register_raw_tables() %}
    {% if target.type == 'trino' %}
        {% do register_delta_sources() %}
    {% endif %}
{% endmacro %}
