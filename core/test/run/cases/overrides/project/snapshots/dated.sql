{% snapshot dated %}
{{ config(unique_key='id', strategy='check', check_cols=['v']) }}
select 1 as id, {{ var('run', 1) }} as v
{% endsnapshot %}
