{# A header runs by itself, since a query that is described cannot hold a second statement. #}
{% macro duckdb__get_empty_subquery_sql(select_sql, select_sql_header=none) %}
  {%- if select_sql_header is not none -%}
    {%- do run_query(select_sql_header) -%}
  {%- endif -%}
    select * from (
        {{ select_sql }}
    ) as __dbt_sbq
    where false
    limit 0
{% endmacro %}

{% macro duckdb__get_columns_in_query(select_sql) %}
  {%- do return(adapter.get_column_schema_from_query(select_sql) | map(attribute='name') | list) -%}
{% endmacro %}

{# A type's text holds its length, precision and scale, so these stay null. #}
{% macro duckdb__get_columns_in_relation(relation) -%}
  {%- call statement('get_columns_in_relation', fetch_result=True, auto_begin=False) -%}
    select column_name, column_type, null::bigint, null::bigint, null::bigint
    from (describe {{ relation.render() }})
  {%- endcall -%}
  {%- do return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) -%}
{% endmacro %}

{% macro duckdb__alter_column_type(relation, column_name, new_column_type) -%}
  {%- call statement('alter_column_type') -%}
    alter table {{ relation.render() }} alter column {{ adapter.quote(column_name) }} set data type {{ new_column_type }}
  {%- endcall -%}
{% endmacro %}

{# One column a statement is all that DuckDB takes. #}
{% macro duckdb__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {%- set statements = [] -%}
  {%- for column in add_columns or [] -%}
    {%- do statements.append('add column ' ~ column.quoted ~ ' ' ~ column.data_type) -%}
  {%- endfor -%}
  {%- for column in remove_columns or [] -%}
    {%- do statements.append('drop column ' ~ column.quoted) -%}
  {%- endfor -%}
  {%- for change in statements -%}
    {%- do run_query('alter ' ~ (relation.type or 'table') ~ ' ' ~ relation ~ ' ' ~ change) -%}
  {%- endfor -%}
{% endmacro %}

{# Text between marks that it cannot hold, so that nothing in it needs an escape. #}
{% macro duckdb_escape_comment(comment) -%}
  {%- set mark = '$dbt_comment_literal_block$' -%}
  {%- if comment is not string -%}
    {%- do exceptions.raise_compiler_error('A comment has to be text, not ' ~ comment) -%}
  {%- elif mark in comment -%}
    {%- do exceptions.raise_compiler_error('A description cannot hold the text ' ~ mark) -%}
  {%- endif -%}
  {{ mark }}{{ comment }}{{ mark }}
{%- endmacro %}

{% macro duckdb__alter_relation_comment(relation, comment) %}
  comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(comment) }};
{% endmacro %}

{% macro duckdb__alter_column_comment(relation, column_dict) %}
  {%- for name, column in column_dict.items() %}
  comment on column {{ relation }}.{{ adapter.quote(name) if column['quote'] else name }} is {{ duckdb_escape_comment(column['description']) }};
  {%- endfor %}
{% endmacro %}

{# DuckDB has no users to grant anything to. #}
{% macro duckdb__apply_grants(relation, grant_config, should_revoke=True) %}
  {%- if grant_config -%}
    {%- do adapter.warn_once('DuckDB has no grants: the config `grants` has no effect') -%}
  {%- endif -%}
{% endmacro %}

{# The time in the name keeps it from the name that the former table's index has. #}
{% macro duckdb__get_create_index_sql(relation, index_dict) -%}
  {%- set index = adapter.parse_index(index_dict) -%}
  {%- if index -%}
    {%- set name = local_md5((index.columns | join('_')) ~ '_' ~ relation ~ '_' ~ py_current_timestring()) -%}
    create {{ 'unique ' if index.unique }}index "{{ name }}" on {{ relation }} ({{ index.columns | join(', ') }})
  {%- endif -%}
{%- endmacro %}

{# Drops what indexes a table has. #}
{% macro drop_indexes_on_relation(relation) -%}
  {%- set sql -%}
    select index_name
    from duckdb_indexes()
    where database_name = {{ bk_text(relation.database) }}
      and schema_name = {{ bk_text(relation.schema) }}
      and table_name = {{ bk_text(relation.identifier) }}
  {%- endset -%}
  {%- for row in run_query(sql).rows -%}
    {%- call statement('drop_index_' ~ loop.index, auto_begin=false) -%}
      drop index {{ adapter.quote(relation.database) }}.{{ adapter.quote(relation.schema) }}.{{ adapter.quote(row[0]) }}
    {%- endcall -%}
  {%- endfor -%}
{%- endmacro %}
