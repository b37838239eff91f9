{% test rows_at_least(model, n) %}
select 1 from (select count(*) as n from {{ model }}) where n < {{ n }}
{% endtest %}