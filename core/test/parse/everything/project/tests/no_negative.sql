select * from {{ ref('priced') }} where id < 0
