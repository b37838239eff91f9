select * from {{ ref('rates') }} join {{ source('raw', 'things') }} using (id)
