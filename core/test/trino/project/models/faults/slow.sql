{{ config(materialized='table') }}
-- Some minutes of work for any machine.
select count(*) as n
from unnest(sequence(1, 10000)) as a (n)
cross join unnest(sequence(1, 10000)) as b (n)
cross join unnest(sequence(1, 10000)) as c (n)
where (a.n * b.n + c.n) % 7 = 3
