{# What only tables of a DuckLake have: partitions and an order of their files. #}

{% macro duckdb__get_partitioned_by(relation, temporary) -%}
  {%- set columns = bk_lake_columns(relation, temporary, 'partitioned_by', 'partition_by') -%}
  {%- do return(columns | join(', ') if columns else none) -%}
{%- endmacro %}

{% macro duckdb__get_sorted_by(relation, temporary) -%}
  {%- set quoted = [] -%}
  {%- for column in bk_lake_columns(relation, temporary, 'sorted_by', 'sort_by') or [] -%}
    {%- do quoted.append(adapter.quote(column)) -%}
  {%- endfor -%}
  {%- do return(quoted | join(', ') or none) -%}
{%- endmacro %}

{# The columns that a config names, or none: for what is only on the way to the model's table, and outside of a DuckLake. #}
{% macro bk_lake_columns(relation, temporary, name, other_name) -%}
  {%- set given = config.get(name) or config.get(other_name) -%}
  {%- if temporary or given is none or given == '' -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- set columns = normalize_string_or_list(given, name ~ '/' ~ other_name) -%}
  {%- if not columns -%}
    {%- do exceptions.raise_compiler_error(name ~ '/' ~ other_name ~ ' must contain at least one column') -%}
  {%- endif -%}
  {%- set is_on_the_way = this is defined and config.get('materialized') in ('table', 'incremental')
      and relation.identifier != this.identifier -%}
  {%- if is_on_the_way -%}
    {%- do return(none) -%}
  {%- elif not adapter.is_ducklake(relation) -%}
    {%- do adapter.warn_once(name ~ '/' ~ other_name ~ ' is only supported for DuckLake relations; ignoring for ' ~ relation) -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- do return(columns) -%}
{%- endmacro %}

{% macro duckdb__alter_table_set_partitioned_by(relation, partitioned_by) -%}
  alter table {{ relation }} set partitioned by ({{ partitioned_by }});
{%- endmacro %}

{% macro duckdb__alter_table_set_sorted_by(relation, sorted_by) -%}
  alter table {{ relation }} set sorted by ({{ sorted_by }});
{%- endmacro %}

{# The statements that give a new, empty table its partitions and its order. #}
{% macro bk_alter_lake_table_sql(relation, partitioned_by, sorted_by) -%}
  {%- if partitioned_by %}
  {{ duckdb__alter_table_set_partitioned_by(relation, partitioned_by) }}
  {%- endif %}
  {%- if sorted_by %}
  {{ duckdb__alter_table_set_sorted_by(relation, sorted_by) }}
  {%- endif %}
{%- endmacro %}

{# DuckLake's MERGE changes or deletes in one clause only, and returns nothing. #}
{%- macro validate_ducklake_restrictions(config, target_relation, errors) -%}
  {%- if target_relation and adapter.is_ducklake(target_relation) -%}
    {%- if config.get('merge_returning_columns') -%}
      {%- do errors.append('merge_returning_columns is not supported by DuckLake, whose MERGE returns no rows') -%}
    {%- endif -%}
    {%- set clauses = config.get('merge_clauses') or {} -%}
    {%- set changing = [] -%}
    {%- for clause in clauses.get('when_matched', []) + clauses.get('when_not_matched', [])
        if clause.get('action') in ('update', 'delete') -%}
      {%- do changing.append(clause) -%}
    {%- endfor -%}
    {%- if changing | length > 1 -%}
      {%- do errors.append('merge_clauses hold ' ~ changing | length
          ~ ' clauses that update or delete, and the MERGE of DuckLake takes a single one') -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro -%}
