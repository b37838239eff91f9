{% snapshot check_ignore %}
{{ config(unique_key='id', strategy='check', check_cols=['name'], hard_deletes='ignore') }}
select * from {{ ref('src') }}
{% endsnapshot %}
