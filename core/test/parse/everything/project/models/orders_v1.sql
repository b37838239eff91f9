select 1 as id, 10 as amount, 'a' as kind, date '2024-01-01' as ordered_on
