select {{ cent('x') }}, {{ dbt_utils.star('x') }}, {{ dbt.curent_timestamp() }} as id
{% if execute %}{{ never_reached() }}{% endif %}
