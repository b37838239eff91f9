{% set format = '%Y' %}
select 1 as id,
    strftime(date '2024-01-31', '{{ format }}') as year
