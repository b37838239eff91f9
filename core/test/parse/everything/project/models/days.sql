select date '2024-01-01' as date_day, 5 as fiscal_week
