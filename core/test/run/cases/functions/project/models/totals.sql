select {{ function('spread') }}(gross) as spread, {{ function('how_many') }}() as rows from {{ ref('priced') }}
