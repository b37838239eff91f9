{# Delta tables that other programs write become tables of a catalog with the connector `delta_lake`; nothing is copied. #}

{# Registers each table of a source whose meta has a `delta_location`; `{name}` in it is the table's name. #}
{% macro register_delta_sources() %}
  {%- for table in graph.sources.values() if execute and table.config.meta.get('delta_location') -%}
    {%- do register_delta_table(table.database, table.schema, table.identifier,
        table.config.meta.delta_location | replace('{name}', table.identifier)) -%}
  {%- endfor -%}
{% endmacro %}

{#
  Makes a Delta table known under a name, unless it is.

    bk-build run-operation register_delta_table --args '{database: delta, schema: shop, name: raw_orders, location: s3://raw/raw_orders}'

  A location without a scheme is a folder of this machine, from the project's own.
#}
{% macro register_delta_table(database, schema, name, location) %}
  {%- set relation = api.Relation.create(database=database, schema=schema, identifier=name, type='table') -%}
  {%- set wanted = location if '://' in location else adapter.bk_local_uri(location) -%}
  {%- set known = bk_delta_location(relation) -%}
  {%- if known == wanted.rstrip('/') -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- do create_schema(relation) -%}
  {%- set procedures = adapter.quote(database) ~ '.system.' -%}
  {%- set table = bk_text(schema | lower) ~ ', ' ~ bk_text(name | lower) -%}
  {%- if known is not none -%}
    {%- do run_query('call ' ~ procedures ~ 'unregister_table(' ~ table ~ ')') -%}
  {%- endif -%}
  {%- do run_query('call ' ~ procedures ~ 'register_table(' ~ table ~ ', ' ~ bk_text(wanted) ~ ')') -%}
  {%- do log('Registered ' ~ relation ~ ' at ' ~ wanted, info=true) -%}
{% endmacro %}

{# Where a table lies; none where there is no such table. #}
{% macro bk_delta_location(relation) %}
  {%- set found -%}
    select table_name
    from {{ trino__information_schema_name(relation.database) }}.tables
    where table_schema = {{ bk_text(relation.schema | lower) }}
      and table_name = {{ bk_text(relation.identifier | lower) }}
  {%- endset -%}
  {%- if not run_query(found).rows -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- set definition = run_query('show create table ' ~ relation).rows[0][0] -%}
  {%- set location = modules.re.search("location = '([^']*)'", definition) -%}
  {%- do return(location.group(1).rstrip('/') if location else '') -%}
{% endmacro %}
