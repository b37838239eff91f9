{% snapshot all_new_record %}
{{ config(unique_key='id', strategy='check', check_cols='all', hard_deletes='new_record') }}
select * from {{ ref('src') }}
{% endsnapshot %}
