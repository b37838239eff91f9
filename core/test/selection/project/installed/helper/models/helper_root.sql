select * from {{ ref('stg_helper') }}
