{# Runs a model's SQL on given rows and sets what comes out beside what was expected. #}
{% materialization unit, default %}
  {%- set expected_rows = config.get('expected_rows') -%}
  {%- set types = {} -%}
  {%- set quoted_names = {} -%}
  {%- set names = [] -%}
  {%- for column in get_column_schema_from_query(sql) -%}
    {%- do types.update({column.name | lower: column.data_type}) -%}
    {%- do quoted_names.update({column.name | lower: column.quoted}) -%}
    {%- do names.append(column.name) -%}
  {%- endfor -%}

  {%- set expected_sql = config.get('expected_sql') or get_expected_sql(expected_rows, types, quoted_names) -%}
  {%- set compared = [] -%}
  {%- for name in (expected_rows[0].keys() if expected_rows else names) -%}
    {%- do compared.append(quoted_names[name | lower]) -%}
  {%- endfor -%}

  {%- call statement('main', fetch_result=True, auto_begin=False) -%}
    {{ config.get('sql_header', '') or '' if flags.REQUIRE_SQL_HEADER_IN_TEST_CONFIGS }}
    {{- get_unit_test_sql(sql, expected_sql, compared) }}
  {%- endcall -%}
  {%- do return({'relations': []}) -%}
{% endmaterialization %}

{# All rows of both sides; actual_or_expected tells which side a row is of. #}
{% macro get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
  {%- do return(adapter.dispatch('get_unit_test_sql', 'dbt')(main_sql, expected_fixture_sql, expected_column_names)) -%}
{%- endmacro %}

{% macro default__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
with dbt_internal_unit_test_actual as (
  select {{ expected_column_names | join(', ') }}, {{ dbt.string_literal('actual') }} as {{ adapter.quote('actual_or_expected') }}
  from (
    {{ main_sql }}
  ) _dbt_internal_unit_test_actual
),
dbt_internal_unit_test_expected as (
  select {{ expected_column_names | join(', ') }}, {{ dbt.string_literal('expected') }} as {{ adapter.quote('actual_or_expected') }}
  from (
    {{ expected_fixture_sql }}
  ) _dbt_internal_unit_test_expected
)
select * from dbt_internal_unit_test_actual
union all
select * from dbt_internal_unit_test_expected
{%- endmacro %}
