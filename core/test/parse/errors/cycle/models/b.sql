select *
from {{ ref('c') }}
