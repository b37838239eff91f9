{%- macro get_rename_sql(relation, new_name) -%}
  {%- do return(adapter.dispatch('get_rename_sql', 'dbt')(relation, new_name)) -%}
{%- endmacro -%}

{%- macro default__get_rename_sql(relation, new_name) -%}
  {%- if relation.is_view -%}
    {{ get_rename_view_sql(relation, new_name) }}
  {%- elif relation.is_table -%}
    {{ get_rename_table_sql(relation, new_name) }}
  {%- elif relation.is_materialized_view -%}
    {{ get_rename_materialized_view_sql(relation, new_name) }}
  {%- else -%}
    {%- do bk_not_implemented('get_rename_sql for ' ~ relation.type) -%}
  {%- endif -%}
{%- endmacro -%}

{% macro get_rename_table_sql(relation, new_name) -%}
  {%- do return(adapter.dispatch('get_rename_table_sql', 'dbt')(relation, new_name)) -%}
{%- endmacro %}

{% macro default__get_rename_table_sql(relation, new_name) -%}
  {%- do bk_not_implemented('get_rename_table_sql') -%}
{%- endmacro %}

{% macro get_rename_view_sql(relation, new_name) -%}
  {%- do return(adapter.dispatch('get_rename_view_sql', 'dbt')(relation, new_name)) -%}
{%- endmacro %}

{% macro default__get_rename_view_sql(relation, new_name) -%}
  {%- do bk_not_implemented('get_rename_view_sql') -%}
{%- endmacro %}

{# Renames a relation; materializations call adapter.rename_relation, which also remembers it. #}
{% macro rename_relation(from_relation, to_relation) -%}
  {%- do return(adapter.dispatch('rename_relation', 'dbt')(from_relation, to_relation)) -%}
{% endmacro %}

{% macro default__rename_relation(from_relation, to_relation) -%}
  {%- call statement('rename_relation') -%}
    alter table {{ from_relation.render() }} rename to {{ adapter.quote_as_configured(to_relation.identifier, 'identifier') }}
  {%- endcall -%}
{% endmacro %}

{%- macro get_rename_intermediate_sql(relation) -%}
  {%- do return(adapter.dispatch('get_rename_intermediate_sql', 'dbt')(relation)) -%}
{%- endmacro -%}

{%- macro default__get_rename_intermediate_sql(relation) -%}
    {{ get_rename_sql(make_intermediate_relation(relation), relation.identifier) }}
{%- endmacro -%}
