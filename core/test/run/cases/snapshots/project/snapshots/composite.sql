{% snapshot composite %}
{{ config(unique_key=['id', 'part'], strategy='timestamp', updated_at='updated_at', hard_deletes='new_record', dbt_valid_to_current="timestamp '9999-12-31'") }}
select * from {{ ref('src') }}
{% endsnapshot %}
