{% snapshot snap %}
{{ config(unique_key='id', strategy='timestamp', updated_at="at_") }}
select id, at_,
  no_snap
from {{ ref('base') }}
{% endsnapshot %}
{% snapshot snap2 %}
{{ config(unique_key='id_wrong', strategy='timestamp', updated_at="at_") }}
select id, at_ from {{ ref('base') }}
{% endsnapshot %}
