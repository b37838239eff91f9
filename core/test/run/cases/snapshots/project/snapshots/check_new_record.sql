{% snapshot check_new_record %}
{{ config(unique_key='id', strategy='check', check_cols=['name'], hard_deletes='new_record') }}
select * from {{ ref('src') }}
{% endsnapshot %}
