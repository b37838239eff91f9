select * from {{ ref('eph') }}
