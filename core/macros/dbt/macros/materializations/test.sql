{# Runs a test's query and counts what it finds; with store_failures the rows are kept in a relation first. #}
{% materialization test, default %}
  {%- set relations = [] -%}
  {%- set main_sql = get_limit_subquery_sql(sql, config.get('limit')) -%}

  {%- if should_store_failures() -%}
    {%- set stored_relation = bk_store_failures(main_sql) -%}
    {%- do relations.append(stored_relation) -%}
    {%- set main_sql = 'select * from ' ~ stored_relation -%}
  {%- endif -%}

  {%- call statement('main', fetch_result=True, auto_begin=False) -%}
    {{ config.get('sql_header', '') or '' if flags.REQUIRE_SQL_HEADER_IN_TEST_CONFIGS }}
    {{- get_test_sql(main_sql, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) }}
  {%- endcall -%}
  {%- do return({'relations': relations}) -%}
{% endmaterialization %}

{# Keeps a test's rows as a table or view; gives the relation. #}
{% macro bk_store_failures(failures_sql) %}
  {%- set kind = config.get('store_failures_as') or 'table' -%}
  {%- if kind not in ('table', 'view') -%}
    {%- do exceptions.raise_compiler_error(
        "store_failures_as is one of table, view, ephemeral, not '" ~ kind ~ "'") -%}
  {%- endif -%}
  {%- set existing_relation = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set target_relation = api.Relation.create(
      identifier=model['alias'], schema=schema, database=database, type=kind) -%}
  {%- if existing_relation -%}
    {%- do adapter.drop_relation(existing_relation) -%}
  {%- endif -%}
  {%- call statement(auto_begin=True) -%}
    {{ get_create_sql(target_relation, failures_sql) }}
  {%- endcall -%}
  {%- do adapter.commit() -%}
  {%- do return(target_relation) -%}
{% endmacro %}
