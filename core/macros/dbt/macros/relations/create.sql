{# SQL that makes a relation which does not exist yet, by its kind. #}

{%- macro get_create_sql(relation, sql) -%}
  {%- do return(adapter.dispatch('get_create_sql', 'dbt')(relation, sql)) -%}
{%- endmacro -%}

{%- macro default__get_create_sql(relation, sql) -%}
  {%- if relation.is_view -%}
    {{ get_create_view_as_sql(relation, sql) }}
  {%- elif relation.is_table -%}
    {{ get_create_table_as_sql(False, relation, sql) }}
  {%- elif relation.is_materialized_view -%}
    {{ get_create_materialized_view_as_sql(relation, sql) }}
  {%- else -%}
    {%- do bk_not_implemented('get_create_sql for ' ~ relation.type) -%}
  {%- endif -%}
{%- endmacro -%}

{% macro get_create_table_as_sql(temporary, relation, sql) -%}
  {%- do return(adapter.dispatch('get_create_table_as_sql', 'dbt')(temporary, relation, sql)) -%}
{%- endmacro %}

{% macro default__get_create_table_as_sql(temporary, relation, sql) -%}
  {%- do return(create_table_as(temporary, relation, sql)) -%}
{% endmacro %}

{# Macros written before models had a language take three arguments only. #}
{% macro create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- set create = adapter.dispatch('create_table_as', 'dbt') -%}
  {%- if language == 'sql' -%}
    {%- do return(create(temporary, relation, compiled_code)) -%}
  {%- endif -%}
  {%- do return(create(temporary, relation, compiled_code, language)) -%}
{%- endmacro %}

{% macro default__create_table_as(temporary, relation, sql) -%}
  {%- set is_promised = config.get('contract').enforced and not temporary -%}
  {%- if is_promised -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif -%}
  {{ config.get('sql_header', '') or '' }}
  create {{ 'temporary ' if temporary }}table {{ relation.include(database=not temporary, schema=not temporary) }}
  {{ get_table_columns_and_constraints() if is_promised }}
  as (
{{ get_select_subquery(sql) if is_promised else sql }}
  );
{%- endmacro %}

{% macro get_create_view_as_sql(relation, sql) -%}
  {%- do return(adapter.dispatch('get_create_view_as_sql', 'dbt')(relation, sql)) -%}
{%- endmacro %}

{% macro default__get_create_view_as_sql(relation, sql) -%}
  {%- do return(create_view_as(relation, sql)) -%}
{% endmacro %}

{% macro create_view_as(relation, sql) -%}
  {%- do return(adapter.dispatch('create_view_as', 'dbt')(relation, sql)) -%}
{%- endmacro %}

{% macro default__create_view_as(relation, sql) -%}
  {%- if config.get('contract').enforced -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif -%}
  {{ config.get('sql_header', '') or '' }}
  create view {{ relation.render() }} as (
{{ sql }}
  );
{%- endmacro %}

{# Under the intermediate name, after removing what a run that ended early may have left there. #}
{%- macro get_create_intermediate_sql(relation, sql) -%}
  {%- do return(adapter.dispatch('get_create_intermediate_sql', 'dbt')(relation, sql)) -%}
{%- endmacro -%}

{%- macro default__get_create_intermediate_sql(relation, sql) -%}
  {%- set intermediate = make_intermediate_relation(relation) -%}
    {{ get_drop_sql(intermediate) }};
    {{ get_create_sql(intermediate, sql) }}
{%- endmacro -%}

{# Moves a relation out of the way, under the backup name. #}
{%- macro get_create_backup_sql(relation) -%}
  {%- do return(adapter.dispatch('get_create_backup_sql', 'dbt')(relation)) -%}
{%- endmacro -%}

{%- macro default__get_create_backup_sql(relation) -%}
  {%- set backup = make_backup_relation(relation, relation.type) -%}
    {{ get_drop_sql(backup) }};
    {{ get_rename_sql(relation, backup.identifier) }}
{%- endmacro -%}
