{% snapshot history %}
{{ config(unique_key='id', strategy='check', check_cols=['version']) }}
select {{ var('version') }} as version, i as id from range({{ var('rows', 5000) }}) t(i)
{% endsnapshot %}
