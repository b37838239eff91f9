select idd
from {{ ref('a_table') }}
