select 1 as id, 10.5::decimal(10,2) as amount
