{# Given rows as SQL. Columns that a row leaves out are null; types come from column_name_to_data_types (lower-case
   names), or else from the relation that the rows stand for. #}
{% macro get_fixture_sql(rows, column_name_to_data_types) %}
  {%- set types = column_name_to_data_types -%}
  {%- set quoted_names = {} -%}
  {%- if types -%}
    {%- for name in types -%}
      {%- do quoted_names.update({name: adapter.quote(name)}) -%}
    {%- endfor -%}
  {%- else -%}
    {%- set types = {} -%}
    {%- set relation = defer_relation if defer_relation and not load_relation(this) else this -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
      {%- do types.update({column.name | lower: column.data_type}) -%}
      {%- do quoted_names.update({column.name | lower: column.quoted}) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- if not types -%}
    {%- do exceptions.raise_compiler_error(
        "Cannot tell the columns of " ~ this ~ " for the unit test '" ~ model.name ~ "': the relation does not exist") -%}
  {%- endif -%}

  {%- set nulls = {} -%}
  {%- for name, type in types.items() -%}
    {%- do nulls.update({name: safe_cast('null', type) | trim}) -%}
  {%- endfor -%}
  {%- do validate_fixture_rows(rows, row_number) -%}
  {%- for row in rows -%}
    {%- set values = nulls.copy() -%}
    {%- do values.update(format_row(row, types)) -%}
    {{ bk_select_values(values, quoted_names) }}{{ '\nunion all\n' if not loop.last }}
  {%- endfor -%}
  {%- if not rows -%}
    {{ bk_select_values(nulls, quoted_names) }} limit 0
  {%- endif -%}
{% endmacro %}

{# Expected rows as SQL, with the columns that they name. #}
{% macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) %}
  {%- if not rows -%}
    select * from dbt_internal_unit_test_actual limit 0
  {%- endif -%}
  {%- for row in rows -%}
    {{ bk_select_values(format_row(row, column_name_to_data_types), column_name_to_quoted) }}
    {{- '\nunion all\n' if not loop.last }}
  {%- endfor -%}
{% endmacro %}

{% macro bk_select_values(values, quoted_names) -%}
  select {% for name, value in values.items() -%}
    {{ value }} as {{ quoted_names[name] }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{# A row's values as SQL of the right types, by lower-case name. #}
{%- macro format_row(row, column_name_to_data_types) -%}
  {%- set formatted = {} -%}
  {%- for column_name, value in row.items() -%}
    {%- set name = column_name | lower -%}
    {%- if name not in column_name_to_data_types -%}
      {%- set fixture = 'expected output' if model.resource_type == 'unit_test' else "'" ~ model.name ~ "'" -%}
      {%- do exceptions.raise_compiler_error(
          "Invalid column name: '" ~ name ~ "' in unit test fixture for " ~ fixture ~ ".\nAccepted columns for "
          ~ fixture ~ " are: " ~ (column_name_to_data_types.keys() | list)) -%}
    {%- endif -%}
    {%- set type = column_name_to_data_types[name] -%}
    {%- if value is string and ('varying' in type or type.startswith('varchar(')) -%}
      {%- set type = type.split('(')[0] -%}
    {%- endif -%}
    {%- if value is string -%}
      {%- set literal = dbt.string_literal(dbt.escape_single_quotes(value)) -%}
    {%- else -%}
      {%- set literal = 'null' if value is none else value -%}
    {%- endif -%}
    {%- do formatted.update({name: safe_cast(literal, type) | trim}) -%}
  {%- endfor -%}
  {%- do return(formatted) -%}
{%- endmacro -%}

{# A place for adapters to refuse rows that they cannot express. #}
{%- macro validate_fixture_rows(rows, row_number) -%}
  {%- do return(adapter.dispatch('validate_fixture_rows', 'dbt')(rows, row_number)) -%}
{%- endmacro -%}

{%- macro default__validate_fixture_rows(rows, row_number) -%}
{%- endmacro -%}
