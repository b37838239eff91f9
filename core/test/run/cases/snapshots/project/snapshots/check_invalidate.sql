{% snapshot check_invalidate %}
{{ config(unique_key='id', strategy='check', check_cols=['name'], hard_deletes='invalidate') }}
select * from {{ ref('src') }}
{% endsnapshot %}
