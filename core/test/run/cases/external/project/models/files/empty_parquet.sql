select * from {{ ref('plain') }} where false
