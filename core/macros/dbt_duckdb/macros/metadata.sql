{# A schema of a file attached from another system can only be made where that system has schemas. #}
{% macro duckdb__create_schema(relation) -%}
  {%- call statement('create_schema', auto_begin=False) -%}
    create schema if not exists {{ relation.without_identifier() }}
  {%- endcall -%}
{% endmacro %}

{% macro duckdb__drop_schema(relation) -%}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier() }} cascade
  {%- endcall -%}
{% endmacro %}

{% macro duckdb__list_schemas(database) -%}
  {%- set sql -%}
    select schema_name
    from system.information_schema.schemata
    {% if database is not none -%}
    where lower(catalog_name) = {{ bk_text(database | lower) }}
    {%- endif %}
  {%- endset -%}
  {%- do return(run_query(sql)) -%}
{% endmacro %}

{% macro duckdb__check_schema_exists(information_schema, schema) -%}
  {%- set sql -%}
    select count(*)
    from system.information_schema.schemata
    where lower(schema_name) = {{ bk_text(schema | lower) }}
      and lower(catalog_name) = {{ bk_text(information_schema.database | lower) }}
  {%- endset -%}
  {%- do return(run_query(sql)) -%}
{% endmacro %}

{# Rows of database, name, schema, type. #}
{% macro duckdb__list_relations_without_caching(schema_relation) %}
  {%- call statement('list_relations_without_caching', fetch_result=True, auto_begin=False) -%}
    select {{ bk_text(schema_relation.database) }} as database, table_name as name, schema_name as schema, 'table' as type
    from duckdb_tables()
    where lower(schema_name) = {{ bk_text(schema_relation.schema | lower) }}
      and lower(database_name) = {{ bk_text(schema_relation.database | lower) }}
    union all
    select {{ bk_text(schema_relation.database) }}, view_name, schema_name, 'view'
    from duckdb_views()
    where lower(schema_name) = {{ bk_text(schema_relation.schema | lower) }}
      and lower(database_name) = {{ bk_text(schema_relation.database | lower) }}
      and not internal
  {%- endcall -%}
  {%- do return(load_result('list_relations_without_caching').table) -%}
{% endmacro %}

{% macro duckdb__get_catalog(information_schema, schemas) -%}
  {%- do return(run_query(bk_catalog_sql(information_schema, duckdb__get_catalog_schemas_where_clause_sql(schemas)))) -%}
{%- endmacro %}

{% macro duckdb__get_catalog_relations(information_schema, relations) -%}
  {%- do return(run_query(bk_catalog_sql(information_schema, duckdb__get_catalog_relations_where_clause_sql(relations)))) -%}
{%- endmacro %}

{# Rows of schema, name and the number of rows that the database estimates; of tables, since views have no number. #}
{% macro duckdb__bk_row_counts(information_schema, schemas) -%}
  {%- set sql -%}
    select schema_name as table_schema, table_name, estimated_size as row_count
    from duckdb_tables()
    where upper(database_name) = upper({{ bk_text(information_schema.database) }})
  {%- endset -%}
  {%- do return(run_query("select * from (" ~ sql ~ ") as counts " ~ duckdb__get_catalog_schemas_where_clause_sql(schemas))) -%}
{%- endmacro %}

{% macro bk_catalog_sql(information_schema, where_clause) -%}
    with tables as (
      {{ duckdb__get_catalog_tables_sql(information_schema) }}
      {{ where_clause }}
    ),
    columns as (
      {{ duckdb__get_catalog_columns_sql(information_schema) }}
      {{ where_clause }}
    )
    {{ duckdb__get_catalog_results_sql() }}
{%- endmacro %}

{% macro duckdb__get_catalog_tables_sql(information_schema) -%}
    select * from (
      select database_name as table_database, schema_name as table_schema, table_name,
        'BASE TABLE' as table_type, comment as table_comment
      from duckdb_tables()
      where upper(database_name) = upper({{ bk_text(information_schema.database) }})
      union all
      select database_name, schema_name, view_name, 'VIEW', comment
      from duckdb_views()
      where upper(database_name) = upper({{ bk_text(information_schema.database) }})
    ) as catalog_tables
{%- endmacro %}

{% macro duckdb__get_catalog_columns_sql(information_schema) -%}
    select * from (
      select database_name as table_database, schema_name as table_schema, table_name,
        column_name, column_index, data_type as column_type, comment as column_comment
      from duckdb_columns()
      where upper(database_name) = upper({{ bk_text(information_schema.database) }})
    ) as catalog_columns
{%- endmacro %}

{% macro duckdb__get_catalog_results_sql() -%}
    select tables.table_database, tables.table_schema, tables.table_name, tables.table_type, tables.table_comment,
      columns.column_name, columns.column_index, columns.column_type, columns.column_comment, null as table_owner
    from tables
    join columns using (table_database, table_schema, table_name)
    order by table_schema, table_name, column_index
{%- endmacro %}

{% macro duckdb__get_catalog_schemas_where_clause_sql(schemas) -%}
  {%- set conditions = [] -%}
  {%- for schema in schemas -%}
    {%- do conditions.append("upper(table_schema) = upper(" ~ bk_text(schema) ~ ")") -%}
  {%- endfor -%}
    where {{ conditions | join(' or ') or '1 = 0' }}
{%- endmacro %}

{% macro duckdb__get_catalog_relations_where_clause_sql(relations) -%}
  {%- set conditions = [] -%}
  {%- for relation in relations -%}
    {%- if not relation.schema -%}
      {%- do exceptions.raise_compiler_error("get_catalog_relations takes relations that have a schema") -%}
    {%- endif -%}
    {%- set condition = "upper(table_schema) = upper(" ~ bk_text(relation.schema) ~ ")" -%}
    {%- if relation.identifier -%}
      {%- set condition = condition ~ " and upper(table_name) = upper(" ~ bk_text(relation.identifier) ~ ")" -%}
    {%- endif -%}
    {%- do conditions.append('(' ~ condition ~ ')') -%}
  {%- endfor -%}
    where {{ conditions | join(' or ') or '1 = 0' }}
{%- endmacro %}
