{% snapshot orders_snapshot %}
  {{ config(target_schema='history', unique_key='id', strategy='timestamp', updated_at='updated_at', invalidate_hard_deletes=True) }}
  select * from {{ ref('orders') }}
{% endsnapshot %}

{% snapshot orders_check -%}
{{ config(unique_key=['id', 'x'], strategy='check', check_cols='all', schema='checked') }}
select * from {{ ref('orders') }}
{%- endsnapshot %}
