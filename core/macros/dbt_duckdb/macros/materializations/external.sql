{# A query written to files, and a view that reads them. #}
{% materialization external, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- set plugin = 'glue|' ~ config.get('glue_database', 'default') if config.get('glue_register') is true else config.get('plugin') -%}
  {%- if plugin is not none and context['store_relation'] is sameas dbt['store_relation'] -%}
    {%- do adapter.store_relation(plugin) -%}
  {%- endif -%}
  {%- set location = render(config.get('location', default=external_location(this, config))) -%}
  {%- set options = render_write_options(config) -%}
  {%- set write_options = adapter.external_write_options(location, options) -%}
  {%- set format = bk_external_format(config, options) -%}

  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set rows_relation = make_intermediate_relation(this.incorporate(type='table'), suffix='__dbt_tmp') -%}
  {%- do drop_relation_if_exists(load_cached_relation(rows_relation)) -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- call statement('create_table', language=model['language']) -%}
    {{ create_table_as(False, rows_relation, compiled_code, model['language']) }}
  {%- endcall -%}
  {%- set columns = adapter.get_columns_in_relation(rows_relation) -%}
  {%- set is_empty = run_query('select count(*) from ' ~ rows_relation).rows[0][0] == 0 -%}
  {#- A file without rows would tell nothing of its columns: it gets one of nulls, which the view leaves out. -#}
  {%- if is_empty -%}
    {%- call statement('add_row_of_nulls') -%}
      insert into {{ rows_relation }} select {{ (['null'] * columns | length) | join(', ') }}
    {%- endcall -%}
  {%- endif -%}
  {%- do write_to_file(rows_relation, location, write_options) -%}
  {%- do adapter.drop_relation(rows_relation) -%}

  {%- if existing_relation is not none and not existing_relation.is_view -%}
    {%- do adapter.drop_relation(existing_relation) -%}
  {%- endif -%}
  {%- call statement('main') -%}
    create or replace view {{ target_relation }} as (
      select * from {{ bk_read_files_sql(config, format, location, options) }}
      {%- if is_empty %}
      where {{ bk_not_null_sql(columns) }}
      {%- endif %}
    );
  {%- endcall -%}

  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do bk_dress_relation(target_relation, existing_relation) -%}
  {%- do adapter.commit() -%}

  {%- if plugin is not none -%}
    {%- do store_relation(plugin, target_relation, location, format, config) -%}
  {%- endif -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{# What the files are read as: the config `format`, or what they are written as. #}
{% macro bk_external_format(config, options) -%}
  {%- set formats = ['csv', 'parquet', 'json'] -%}
  {%- set format = config.get('format') -%}
  {%- if format and format not in formats -%}
    {%- do exceptions.raise_compiler_error('Invalid format: ' ~ format ~ '. Allowed formats are: ' ~ (formats | join(', '))) -%}
  {%- endif -%}
  {%- set written = options['format'] | lower -%}
  {%- do return(format or (written if written in formats else 'parquet')) -%}
{%- endmacro %}

{# `read_csv('…', auto_detect=true)`, with the config `csv_read_options`; a compression has to be said again. #}
{% macro bk_read_files_sql(config, format, location, options) -%}
  {%- set defaults = {'union_by_name': False} if format == 'parquet' else {'auto_detect': True} -%}
  {%- set read_options = dict(config.get(format ~ '_read_options', defaults)) -%}
  {%- if format != 'parquet' and options.get('compression') and 'compression' not in read_options -%}
    {%- do read_options.update({'compression': options['compression']}) -%}
  {%- endif -%}
  {%- set arguments = [bk_text(adapter.external_read_location(location, options))] -%}
  {%- for name, value in read_options.items() -%}
    {%- do arguments.append(name ~ '=' ~ (bk_text(value) if value is string else value)) -%}
  {%- endfor -%}
  read_{{ format }}({{ arguments | join(', ') }})
{%- endmacro %}

{% macro bk_not_null_sql(columns) -%}
  {%- set conditions = [] -%}
  {%- for column in columns -%}
    {%- do conditions.append(column.quoted ~ ' is not null') -%}
  {%- endfor -%}
  {{ conditions | join(' and ') }}
{%- endmacro %}
