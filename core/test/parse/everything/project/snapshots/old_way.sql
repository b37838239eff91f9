{% snapshot old_way %}
{{ config(strategy='timestamp', updated_at='day', unique_key='currency') }}
select currency, day from {{ ref('rates') }}
{% endsnapshot %}
