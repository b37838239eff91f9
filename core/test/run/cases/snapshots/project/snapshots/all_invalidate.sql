{% snapshot all_invalidate %}
{{ config(unique_key='id', strategy='check', check_cols='all', hard_deletes='invalidate') }}
select * from {{ ref('src') }}
{% endsnapshot %}
