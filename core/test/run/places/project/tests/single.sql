select * from {{ ref('base') }}
where no_single = 1
