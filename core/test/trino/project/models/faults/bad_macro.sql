select 1 as id,
    datediff('day', date '2024-01-31', date '2024-02-01') as days
