{# SQL around materialized views, for adapters whose database has them. #}

{% macro get_create_materialized_view_as_sql(relation, sql) -%}
  {%- do return(adapter.dispatch('get_create_materialized_view_as_sql', 'dbt')(relation, sql)) -%}
{%- endmacro %}

{% macro default__get_create_materialized_view_as_sql(relation, sql) -%}
  {%- do bk_not_implemented('get_create_materialized_view_as_sql') -%}
{% endmacro %}

{% macro drop_materialized_view(relation) -%}
  {%- do return(adapter.dispatch('drop_materialized_view', 'dbt')(relation)) -%}
{%- endmacro %}

{%- macro default__drop_materialized_view(relation) -%}
    drop materialized view if exists {{ relation.render() }} cascade
{%- endmacro %}

{% macro refresh_materialized_view(relation) %}
  {%- do return(adapter.dispatch('refresh_materialized_view', 'dbt')(relation)) -%}
{% endmacro %}

{% macro default__refresh_materialized_view(relation) %}
  {%- do bk_not_implemented('refresh_materialized_view') -%}
{% endmacro %}

{% macro get_rename_materialized_view_sql(relation, new_name) %}
  {%- do return(adapter.dispatch('get_rename_materialized_view_sql', 'dbt')(relation, new_name)) -%}
{% endmacro %}

{% macro default__get_rename_materialized_view_sql(relation, new_name) %}
  {%- do bk_not_implemented('get_rename_materialized_view_sql') -%}
{% endmacro %}

{% macro get_replace_materialized_view_sql(relation, sql) %}
  {%- do return(adapter.dispatch('get_replace_materialized_view_sql', 'dbt')(relation, sql)) -%}
{% endmacro %}

{% macro default__get_replace_materialized_view_sql(relation, sql) %}
  {%- do bk_not_implemented('get_replace_materialized_view_sql') -%}
{% endmacro %}

{% macro get_alter_materialized_view_as_sql(
    relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation
) %}
  {%- do return(adapter.dispatch('get_alter_materialized_view_as_sql', 'dbt')(
      relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation)) -%}
{% endmacro %}

{% macro default__get_alter_materialized_view_as_sql(
    relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation
) %}
  {%- do bk_not_implemented('get_alter_materialized_view_as_sql') -%}
{% endmacro %}

{# {category: [{'action': …, 'context': …}]}, or none where nothing changed. #}
{% macro get_materialized_view_configuration_changes(existing_relation, new_config) %}
  {%- do return(adapter.dispatch('get_materialized_view_configuration_changes', 'dbt')(existing_relation, new_config)) -%}
{% endmacro %}

{% macro default__get_materialized_view_configuration_changes(existing_relation, new_config) %}
  {%- do bk_not_implemented('get_materialized_view_configuration_changes') -%}
{% endmacro %}
