{% macro trino__information_schema_name(database) -%}
  {{ adapter.quote(database) ~ '.' if database }}information_schema
{%- endmacro %}

{% macro trino__drop_schema(relation) -%}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier() }} cascade
  {%- endcall -%}
{% endmacro %}

{% macro trino__list_schemas(database) -%}
  {%- do return(run_query('select schema_name from ' ~ trino__information_schema_name(database) ~ '.schemata')) -%}
{% endmacro %}

{% macro trino__check_schema_exists(information_schema, schema) -%}
  {%- set sql -%}
    select count(*)
    from {{ trino__information_schema_name(information_schema.database) }}.schemata
    where schema_name = {{ bk_text(schema | lower) }}
  {%- endset -%}
  {%- do return(run_query(sql)) -%}
{% endmacro %}

{# Rows of database, name, schema, type. #}
{% macro trino__list_relations_without_caching(schema_relation) %}
  {%- set schema = bk_text(schema_relation.schema | lower) -%}
  {%- call statement('list_relations_without_caching', fetch_result=True, auto_begin=False) -%}
    select relations.table_catalog, relations.table_name, relations.table_schema,
      case
        when views.name is not null then 'materialized_view'
        when relations.table_type = 'VIEW' then 'view'
        else 'table'
      end
    from {{ trino__information_schema_name(schema_relation.database) }}.tables as relations
    left join (
      select name
      from system.metadata.materialized_views
      where catalog_name = {{ bk_text(schema_relation.database | lower) }}
        and schema_name = {{ schema }}
    ) as views on views.name = relations.table_name
    where relations.table_schema = {{ schema }}
  {%- endcall -%}
  {%- do return(load_result('list_relations_without_caching').table) -%}
{% endmacro %}

{% macro trino__get_catalog(information_schema, schemas) -%}
  {%- set conditions = [] -%}
  {%- for schema in schemas -%}
    {%- do conditions.append('table_schema = ' ~ bk_text(schema | lower)) -%}
  {%- endfor -%}
  {%- do return(run_query(bk_trino_catalog_sql(information_schema, conditions))) -%}
{%- endmacro %}

{% macro trino__get_catalog_relations(information_schema, relations) -%}
  {%- set conditions = [] -%}
  {%- for relation in relations -%}
    {%- do conditions.append('(table_schema = ' ~ bk_text(relation.schema | lower)
        ~ (' and table_name = ' ~ bk_text(relation.identifier | lower) if relation.identifier else '') ~ ')') -%}
  {%- endfor -%}
  {%- do return(run_query(bk_trino_catalog_sql(information_schema, conditions))) -%}
{%- endmacro %}

{# The column `comment` of the information schema is hidden: it has to be asked for by name. #}
{% macro bk_trino_catalog_sql(information_schema, conditions) -%}
  {%- set information_schema_name = trino__information_schema_name(information_schema.database) -%}
  {%- set where = 'where ' ~ (conditions | join(' or ') or 'false') -%}
    with tables as (
      select table_catalog, table_schema, table_name, table_type
      from {{ information_schema_name }}.tables
      {{ where }}
    ),
    columns as (
      select table_schema, table_name, column_name, ordinal_position, data_type, comment
      from {{ information_schema_name }}.columns
      {{ where }}
    ),
    comments as (
      select table_schema, table_name, comment
      from (
        select schema_name as table_schema, table_name, comment
        from system.metadata.table_comments
        where catalog_name = {{ bk_text(information_schema.database | lower) }}
          and schema_name <> 'information_schema'
      )
      {{ where }}
    )
    select tables.table_catalog as table_database, tables.table_schema, tables.table_name, tables.table_type,
      comments.comment as table_comment, columns.column_name, columns.ordinal_position as column_index,
      columns.data_type as column_type, columns.comment as column_comment, cast(null as varchar) as table_owner
    from tables
    join columns on columns.table_schema = tables.table_schema and columns.table_name = tables.table_name
    left join comments on comments.table_schema = tables.table_schema and comments.table_name = tables.table_name
    order by tables.table_schema, tables.table_name, columns.ordinal_position
{%- endmacro %}
