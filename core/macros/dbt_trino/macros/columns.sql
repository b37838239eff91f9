{# A type's text holds its length, precision and scale, so these stay null. #}
{% macro trino__get_columns_in_relation(relation) -%}
  {%- set columns = [] -%}
  {%- for row in run_query('show columns from ' ~ relation.render()).rows -%}
    {%- do columns.append(api.Column.from_description(row[0], row[1])) -%}
  {%- endfor -%}
  {%- do return(columns) -%}
{% endmacro %}

{# As they will be called in a table: Trino keeps names in small letters. #}
{% macro trino__get_columns_in_query(select_sql) %}
  {%- do return(adapter.get_column_schema_from_query(select_sql) | map(attribute='name') | map('lower') | list) -%}
{% endmacro %}

{# One column a statement is all that Trino takes. A Delta table written without column mapping loses none. #}
{% macro trino__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {%- for column in add_columns or [] -%}
    {%- do run_query('alter table ' ~ relation.render() ~ ' add column ' ~ column.quoted ~ ' ' ~ bk_stored_type(column.data_type)) -%}
  {%- endfor -%}
  {%- if remove_columns and bk_connector(relation) == 'delta_lake' -%}
    {%- set removed = remove_columns | map(attribute='name') | list -%}
    {%- do bk_rewrite_table(relation, adapter.get_columns_in_relation(relation) | rejectattr('name', 'in', removed) | map(attribute='quoted')) -%}
  {%- else -%}
    {%- for column in remove_columns or [] -%}
      {%- do run_query('alter table ' ~ relation.render() ~ ' drop column ' ~ column.quoted) -%}
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}

{# Connectors change few types in place, and differ in which; writing the table anew works on all. #}
{% macro trino__alter_column_type(relation, column_name, new_column_type) -%}
  {%- set expressions = [] -%}
  {%- for column in adapter.get_columns_in_relation(relation) -%}
    {%- if column.name == column_name -%}
      {%- do expressions.append('cast(' ~ column.quoted ~ ' as ' ~ new_column_type ~ ') as ' ~ column.quoted) -%}
    {%- else -%}
      {%- do expressions.append(column.quoted) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do bk_rewrite_table(relation, expressions) -%}
{% endmacro %}

{# Writes a table anew from its own rows, at once or not at all. #}
{% macro bk_rewrite_table(relation, expressions) %}
  {%- call statement('rewrite_table') -%}
    create or replace table {{ relation }} {{ properties() }} as select {{ expressions | join(', ') }} from {{ relation }}
  {%- endcall -%}
{% endmacro %}

{% macro trino__create_columns(relation, columns) %}
  {%- do trino__alter_relation_add_remove_columns(relation, columns, none) -%}
{% endmacro %}

{# `varchar(3)` is the length of a literal that happens to be there; a column takes any. #}
{% macro bk_stored_type(type) -%}
  {%- do return('varchar' if type.startswith('varchar(') else type) -%}
{%- endmacro %}

{# A materialized view takes its comment when it is made, and none on columns. #}
{% macro trino__persist_docs(relation, model, for_relation, for_columns) -%}
  {%- if not relation.is_materialized_view -%}
    {%- do default__persist_docs(relation, model, for_relation, for_columns) -%}
  {%- endif -%}
{% endmacro %}

{% macro trino__alter_relation_comment(relation, comment) -%}
  comment on {{ 'view' if relation.is_view else 'table' }} {{ relation }} is {{ bk_text(comment) }}
{%- endmacro %}

{% macro trino__alter_column_comment(relation, column_dict) %}
  {%- for name, column in column_dict.items() %}
  comment on column {{ relation }}.{{ adapter.quote(name) }} is {{ bk_text(column['description']) if column['description'] else 'null' }};
  {%- endfor %}
{% endmacro %}

{# A replaced table keeps no grants. #}
{% macro trino__copy_grants() %}
  {%- do return(False) -%}
{% endmacro %}

{% macro trino__support_multiple_grantees_per_dcl_statement() %}
  {%- do return(False) -%}
{% endmacro %}

{% macro trino__get_show_grant_sql(relation) %}
    select grantee, lower(privilege_type) as privilege_type
    from {{ adapter.quote(relation.database) }}.information_schema.table_privileges
    where table_schema = {{ bk_text(relation.schema | lower) }}
      and table_name = {{ bk_text(relation.identifier | lower) }}
{% endmacro %}

{% macro trino__get_grant_sql(relation, privilege, grantees) -%}
    grant {{ privilege }} on {{ relation.render() }} to {{ adapter.quote(grantees[0]) }}
{%- endmacro %}
