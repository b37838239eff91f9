(select count(*) from {{ ref('priced') }})
