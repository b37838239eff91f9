-- depends_on: {{ ref('customers') }}
{# A name that nothing has: the model cannot be built, the project is read nevertheless. #}
select {{ customer_key('id') }} as id, {{ manners.nothing() }} as b, {{ current.strftime('%Y') }} as c
