{% test rows_at_least(model, n) %}
select n from (select count(*) as n from {{ model }}) where n < {{ n }}
{% endtest %}