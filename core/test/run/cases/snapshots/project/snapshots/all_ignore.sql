{% snapshot all_ignore %}
{{ config(unique_key='id', strategy='check', check_cols='all', hard_deletes='ignore') }}
select * from {{ ref('src') }}
{% endsnapshot %}
