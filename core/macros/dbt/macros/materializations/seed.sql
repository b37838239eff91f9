{# A CSV file as a table. #}
{% materialization seed, default %}
  {%- set existing_relation = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set is_full_refresh = should_full_refresh() -%}
  {%- set is_new = existing_relation is none or is_full_refresh -%}
  {%- if existing_relation is not none and not existing_relation.is_table -%}
    {%- do exceptions.raise_compiler_error("Cannot seed to '" ~ existing_relation.render() ~ "', it is a view") -%}
  {%- endif -%}
  {%- set target_relation = this.incorporate(type='table') -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}
  {%- do bk_load_seed(existing_relation, is_full_refresh) -%}
  {%- do bk_dress_relation(target_relation, existing_relation, is_full_refresh) -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}

  {%- do bk_index_relation(target_relation) if is_new -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{# Fills the seed's table: a new one, or the existing one emptied first. Reports `main`. #}
{% macro bk_load_seed(existing_relation, is_full_refresh) %}
  {%- do return(adapter.dispatch('bk_load_seed', 'dbt')(existing_relation, is_full_refresh)) -%}
{% endmacro %}

{# Row by row through templates: for databases that do not read CSV, and for projects that replace one of these macros. #}
{% macro default__bk_load_seed(existing_relation, is_full_refresh) %}
  {%- set agate_table = load_agate_table() -%}
  {%- do store_result('agate_table', response='OK', agate_table=agate_table) -%}
  {%- if existing_relation is none -%}
    {%- set table_sql = create_csv_table(model, agate_table) -%}
  {%- else -%}
    {%- set table_sql = reset_csv_table(model, is_full_refresh, existing_relation, agate_table) -%}
  {%- endif -%}
  {%- set row_count = agate_table.rows | length -%}
  {%- set rows_sql = load_csv_rows(model, agate_table) if row_count > 0 else '' -%}
  {%- do bk_report_seed(get_csv_sql(table_sql, rows_sql), row_count, is_full_refresh) -%}
{% endmacro %}

{% macro bk_report_seed(sql, row_count, is_full_refresh) %}
  {%- set code = 'CREATE' if is_full_refresh else 'INSERT' -%}
  {%- call noop_statement('main', code ~ ' ' ~ row_count, code, row_count) -%}
    {{ sql }};
  {%- endcall -%}
{% endmacro %}
