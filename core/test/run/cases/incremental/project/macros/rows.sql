{% macro rows() %}
select id, grp, {{ var('run', 1) }} as run, 'text ' || cast(id as varchar) as "Some Text"
from (values (1, 'a'), (2, 'a'), ({{ var('run', 1) + 2 }}, 'b'), (null, 'n')) as t(id, grp)
{% endmacro %}
