{# Relations that are kept in files: where they are written, how, and the views on them. #}

{# Where a model's files go unless its config `location` says. #}
{%- macro external_location(relation, config) -%}
  {%- set is_partitioned = config.get('options', {}).get('partition_by') is not none -%}
  {{- adapter.external_root() }}/{{ relation.identifier }}{{ '' if is_partitioned else '.' ~ config.get('format', 'parquet') }}
{%- endmacro -%}

{% macro location_exists(location) -%}
  {%- do return(adapter.location_exists(location)) -%}
{% endmacro %}

{% macro write_to_file(relation, location, options) -%}
  {%- call statement('write_to_file') -%}
    copy {{ relation }} to {{ bk_text(adapter.bk_file_path(location)) }} ({{ options }})
  {%- endcall -%}
{% endmacro %}

{# Tells a catalog beside the database of the files. #}
{% macro store_relation(plugin, relation, location, format, config) -%}
  {%- do adapter.store_relation(plugin, relation, adapter.get_columns_in_relation(relation), location, format, config) -%}
{% endmacro %}

{# The options of COPY as the config gives them, templates in them rendered: those under `options`, `format`, `delimiter`. #}
{% macro render_write_options(config) -%}
  {%- set given = config.get('options', {}) -%}
  {%- if given is not mapping -%}
    {%- do exceptions.raise_compiler_error('The config options has to be a mapping of names to values, not ' ~ given) -%}
  {%- endif -%}
  {%- set options = {} -%}
  {%- for name, value in given.items() -%}
    {%- set is_list = value is sequence and value is not string and value is not mapping -%}
    {%- do options.update({name: render(value | join(', ') if is_list else value)}) -%}
  {%- endfor -%}
  {%- for name in ('format', 'delimiter') if config.get(name) -%}
    {%- do options.update({name: render(config.get(name))}) -%}
  {%- endfor -%}
  {%- do return(options) -%}
{%- endmacro %}

{# Views on the files of external models that this run does not build, for a database that is new: call it on-run-start. #}
{%- macro register_upstream_external_models() -%}
  {%- set upstream = [] -%}
  {%- for id in (selected_resources if execute else []) if id in graph['nodes'] -%}
    {%- for parent in graph['nodes'][id]['depends_on']['nodes'] if parent not in upstream and parent not in selected_resources -%}
      {%- do upstream.append(parent) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set schemas = [] -%}
  {%- for id in upstream -%}
    {%- set node = graph['nodes'].get(id) -%}
    {%- if node and node.resource_type in ('model', 'seed') and node.config.materialized == 'external' -%}
      {%- set relation = api.Relation.create(database=node['database'], schema=node['schema'], identifier=node['alias']) -%}
      {%- set location = render(node.config.get('location', external_location(relation, node.config))) -%}
      {%- set options = render_write_options(node.config) -%}
      {%- do adapter.external_write_options(location, options) -%}
      {%- set format = bk_external_format(node.config, options) -%}
      {%- if relation.schema not in schemas -%}
        {%- do adapter.create_schema(relation) -%}
        {%- do schemas.append(relation.schema) -%}
      {%- endif -%}
      {%- call statement('main') -%}
        create or replace view {{ relation }} as (
          select * from {{ bk_read_files_sql(node.config, format, location, options) }}
        );
      {%- endcall -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do adapter.commit() if schemas -%}
{%- endmacro -%}
