{# Versions of a key follow one another: none begins before the one before it has ended. #}
{% test no_overlapping_validity(model, column_name, valid_from='valid_from', valid_to='valid_to') %}
SELECT *
FROM (
    SELECT
        {{ column_name }},
        {{ valid_from }},
        LAG({{ valid_to }}) OVER (PARTITION BY {{ column_name }} ORDER BY {{ valid_from }}) AS previous_end
    FROM {{ model }}
) AS versions
WHERE {{ valid_from }} < previous_end
{% endtest %}
