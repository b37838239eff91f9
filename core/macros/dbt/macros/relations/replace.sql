{# SQL that puts a new relation in the place of an existing one, in as few steps as the two allow. #}
{% macro get_replace_sql(existing_relation, target_relation, sql) %}
  {%- do return(adapter.dispatch('get_replace_sql', 'dbt')(existing_relation, target_relation, sql)) -%}
{% endmacro %}

{% macro default__get_replace_sql(existing_relation, target_relation, sql) %}
  {%- if existing_relation.type == target_relation.type and existing_relation.can_be_replaced -%}
    {%- if existing_relation.is_view -%}
      {{ get_replace_view_sql(target_relation, sql) }}
    {%- elif existing_relation.is_table -%}
      {{ get_replace_table_sql(target_relation, sql) }}
    {%- else -%}
      {{ get_replace_materialized_view_sql(target_relation, sql) }}
    {%- endif -%}
  {%- elif target_relation.can_be_renamed -%}
    {{ get_create_intermediate_sql(target_relation, sql) }};
    {{ get_create_backup_sql(existing_relation) if existing_relation.can_be_renamed else get_drop_sql(existing_relation) }};
    {{ get_rename_intermediate_sql(target_relation) }}
    {%- if existing_relation.can_be_renamed %};
    {{ get_drop_backup_sql(existing_relation) }}
    {%- endif -%}
  {%- elif existing_relation.can_be_renamed -%}
    {{ get_create_backup_sql(existing_relation) }};
    {{ get_create_sql(target_relation, sql) }};
    {{ get_drop_backup_sql(existing_relation) }}
  {%- else -%}
    {{ get_drop_sql(existing_relation) }};
    {{ get_create_sql(target_relation, sql) }}
  {%- endif -%}
{% endmacro %}

{% macro get_replace_table_sql(relation, sql) %}
  {%- do return(adapter.dispatch('get_replace_table_sql', 'dbt')(relation, sql)) -%}
{% endmacro %}

{% macro default__get_replace_table_sql(relation, sql) %}
  {%- do bk_not_implemented('get_replace_table_sql') -%}
{% endmacro %}

{% macro get_replace_view_sql(relation, sql) %}
  {%- do return(adapter.dispatch('get_replace_view_sql', 'dbt')(relation, sql)) -%}
{% endmacro %}

{% macro default__get_replace_view_sql(relation, sql) %}
  {%- do bk_not_implemented('get_replace_view_sql') -%}
{% endmacro %}

{# A whole view materialization for databases whose `create view` replaces; projects' own materializations call it. #}
{% macro create_or_replace_view() %}
  {%- set existing = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set target_relation = api.Relation.create(
      identifier=model['alias'], schema=schema, database=database, type='view') -%}
  {%- do run_hooks(pre_hooks) -%}
  {%- if existing is not none and existing.is_table -%}
    {%- do handle_existing_table(should_full_refresh(), existing) -%}
  {%- endif -%}
  {%- call statement('main') -%}
    {{ get_create_view_as_sql(target_relation, sql) }}
  {%- endcall -%}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing, full_refresh_mode=True)) -%}
  {%- do run_hooks(post_hooks) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmacro %}

{# Makes room for a view where a table stands. #}
{% macro handle_existing_table(full_refresh, old_relation) %}
  {%- do return(adapter.dispatch('handle_existing_table', 'dbt')(full_refresh, old_relation)) -%}
{% endmacro %}

{% macro default__handle_existing_table(full_refresh, old_relation) %}
  {%- do adapter.drop_relation(old_relation) -%}
{% endmacro %}
