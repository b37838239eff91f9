{% macro trino__get_create_materialized_view_as_sql(relation, sql) -%}
  {%- set grace_period = config.get('grace_period') %}
  create or replace materialized view {{ relation }}
  {{ 'grace period ' ~ grace_period if grace_period is not none }}
  {{ 'comment ' ~ bk_text(model.description) if config.persist_relation_docs() and model.description }}
  {{ properties() }}
  as
{{ sql }}
{%- endmacro %}

{% macro trino__get_replace_materialized_view_sql(relation, sql) -%}
  {%- do return(get_create_materialized_view_as_sql(relation, sql)) -%}
{%- endmacro %}

{% macro trino__refresh_materialized_view(relation) -%}
    refresh materialized view {{ relation }}
{%- endmacro %}

{# Trino does not tell how a view was made, so only --full-refresh changes it. #}
{% macro trino__get_materialized_view_configuration_changes(existing_relation, new_config) %}
  {%- do return(none) -%}
{% endmacro %}
