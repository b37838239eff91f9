{% snapshot parenthesised() %}
{{ config(target_schema="history", unique_key="id", strategy="timestamp", updated_at="updated_at") }}
select 1 as id
{% endsnapshot %}
