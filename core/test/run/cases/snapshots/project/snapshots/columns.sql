{% snapshot new_columns %}
{{ config(unique_key='id', strategy='check', check_cols='all', target_schema='legacy') }}
select id, name {{ ", 'x' as \"Added Later\"" if var('run', 1) > 1 }} from {{ ref('src') }}
{% endsnapshot %}
