{% snapshot no_strategy %}{{ config(unique_key='id') }}select 1 as id{% endsnapshot %}
{% snapshot no_updated_at %}{{ config(unique_key='id', strategy='timestamp') }}select 1 as id{% endsnapshot %}
{% snapshot no_columns %}{{ config(unique_key='id', strategy='check') }}select 1 as id{% endsnapshot %}
