{% set groups = run_query('select distinct grp from ' ~ ref('base') ~ ' order by 1').columns[0].values() if execute else [] %}
{% set columns = adapter.get_columns_in_relation(ref('base')) | map(attribute='name') | list %}
select {% for g in groups %}count(*) filter (where grp = '{{ g }}') as {{ g }}, {% endfor %} '{{ columns | join(',') }}' as columns, '{{ this.identifier }}' as self from {{ ref('base') }}
