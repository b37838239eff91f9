{# Of all constraints, Trino's tables keep `not null` only. What it cannot express is told once and left out. #}

{# Names of the columns whose contract says that they are never null. #}
{% macro bk_not_null_columns() %}
  {%- set names = [] -%}
  {%- if config.get('contract').enforced -%}
    {%- for constraint in model.get('constraints') or [] if constraint.type == 'not_null' -%}
      {%- do names.extend(constraint.columns or []) -%}
    {%- endfor -%}
    {%- for column in (model.get('columns') or {}).values() -%}
      {%- for constraint in column.get('constraints') or [] if constraint.type == 'not_null' -%}
        {%- do names.append(column.name) -%}
      {%- endfor -%}
    {%- endfor -%}
  {%- endif -%}
  {%- do return(names) -%}
{% endmacro %}

{% macro bk_warn_of_constraints() %}
  {%- set kinds = [] -%}
  {%- for constraint in model.get('constraints') or [] -%}
    {%- do kinds.append(constraint.type) -%}
  {%- endfor -%}
  {%- for column in (model.get('columns') or {}).values() -%}
    {%- for constraint in column.get('constraints') or [] -%}
      {%- do kinds.append(constraint.type) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set unknown = kinds | reject('equalto', 'not_null') | unique | list -%}
  {%- if unknown -%}
    {%- do exceptions.warn("Trino keeps no constraint of these kinds, which the contract of " ~ model.name ~ " declares: "
        ~ (unknown | join(', ')) ~ "; test the data instead") -%}
  {%- endif -%}
{% endmacro %}

{% macro trino__get_table_columns_and_constraints() -%}
  {%- do bk_warn_of_constraints() -%}
  {%- set not_null = bk_not_null_columns() -%}
  (
    {%- for column in model['columns'].values() %}
    {{ bk_column_name(column) }} {{ column.data_type }}{{ ' not null' if column.name in not_null }}{{ ',' if not loop.last }}
    {%- endfor %}
  )
{%- endmacro %}

{# Literals have types of their own length in Trino (`varchar(3)`), so the columns are cast to what is promised. #}
{% macro trino__get_select_subquery(sql) %}
    select
    {%- for column in model['columns'].values() %}
        cast({{ bk_column_name(column) }} as {{ column.data_type }}) as {{ bk_column_name(column) }}{{ ',' if not loop.last }}
    {%- endfor %}
    from (
        {{ sql }}
    ) as model_subq
{%- endmacro %}

{# Lengths and precisions do not count: the cast sees to them. #}
{% macro trino__format_column(column) -%}
  {%- set kind = modules.re.sub('\\s*\\([^()]*\\)', '', column.dtype) -%}
  {%- do return({
      'name': column.name,
      'data_type': column.dtype,
      'formatted': column.column | lower ~ ' ' ~ kind
  }) -%}
{%- endmacro -%}
