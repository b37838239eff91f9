{# No two rows have the same values in all of these columns: the grain of a table. #}
{% test unique_combination(model, columns) %}
SELECT {{ columns | join(', ') }}
FROM {{ model }}
GROUP BY {{ columns | join(', ') }}
HAVING COUNT(*) > 1
{% endtest %}
