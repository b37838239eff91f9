{{ config(materialized='table') }}
select id, {{ function('with_tax') }}(amount, 0.19) as gross, {{ function('with_tax') }}(amount) as standard, {{ function('label_of') }}(id) as label
from (values (1, 100), (2, 250)) as orders(id, amount)
