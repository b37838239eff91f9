{# Each key has exactly one row that is current. #}
{% test one_current_version(model, column_name, current_flag='is_current') %}
SELECT
    {{ column_name }},
    COUNT(*) FILTER (WHERE {{ current_flag }}) AS current_versions
FROM {{ model }}
GROUP BY {{ column_name }}
HAVING COUNT(*) FILTER (WHERE {{ current_flag }}) != 1
{% endtest %}
