{# DuckDB's MERGE INTO with all its clauses, described by configs: a few simple ones, or merge_clauses for everything. #}

{% macro duckdb__get_incremental_merge_sql(args_dict) %}
  {%- do return(duckdb__get_merge_sql(
      args_dict['target_relation'], args_dict['temp_relation'], args_dict['unique_key'], args_dict['dest_columns'],
      normalize_incremental_predicates(args_dict.get('incremental_predicates')))) -%}
{% endmacro %}

{% macro duckdb__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {%- do validate_merge_config(config, target) -%}
  {%- set predicates = normalize_incremental_predicates(incremental_predicates) -%}
  {%- set included = config.get('merge_update_columns') or [] -%}
  {%- set excluded = config.get('merge_exclude_columns') or [] -%}
  {%- set expressions = config.get('merge_update_set_expressions') or {} -%}
  {%- set defaults = merge_clause_defaults(
      config.get('merge_update_condition'), config.get('merge_insert_condition'), included, excluded, expressions) -%}
  {%- set clauses = config.get('merge_clauses') or {} -%}
  {%- set update = defaults.when_matched_update_explicit if included or excluded or expressions
      else defaults.when_matched_update_by_name -%}
  {%- set returning = config.get('merge_returning_columns') or [] -%}
    {{ config.get('sql_header', '') or '' }}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    {{ duckdb__merge_join_clause(unique_key, config.get('merge_on_using_columns') or [], predicates) }}
    {%- for clause in clauses.get('when_matched', [update]) %}
    when matched {{ bk_merge_condition(clause) }} then {{ bk_merge_matched_action(clause, dest_columns) }}
    {%- endfor %}
    {%- for clause in clauses.get('when_not_matched', [defaults.when_not_matched_insert_by_name]) %}
    when not matched {{ 'by ' ~ clause.by if clause.get('by') }} {{ bk_merge_condition(clause) }} then {{ bk_merge_not_matched_action(clause) }}
    {%- endfor %}
    {{ 'returning ' ~ (returning if returning is string else returning | join(', ')) if returning }}
{% endmacro %}

{# What the simple configs stand for, as clauses. #}
{% macro merge_clause_defaults(
    merge_update_condition,
    merge_insert_condition,
    merge_update_columns=[],
    merge_exclude_columns=[],
    merge_update_set_expressions={}
) -%}
  {%- do return({
      'when_matched_update_by_name': {'action': 'update', 'condition': merge_update_condition, 'mode': 'by_name'},
      'when_not_matched_insert_by_name': {'action': 'insert', 'condition': merge_insert_condition, 'mode': 'by_name'},
      'when_matched_update_explicit': {
          'action': 'update',
          'condition': merge_update_condition,
          'mode': 'explicit',
          'update': {
              'include': merge_update_columns,
              'exclude': merge_exclude_columns,
              'set_expressions': merge_update_set_expressions
          }
      }
  }) -%}
{%- endmacro %}

{% macro duckdb__merge_join_clause(unique_key, merge_on_using_columns, incremental_predicates) -%}
  {%- set filters = incremental_predicates or [] -%}
  {%- if merge_on_using_columns -%}
    using ({{ merge_on_using_columns | join(', ') }})
    {%- if filters %} on ({{ filters | join(') and (') }}){% endif -%}
  {%- else -%}
    {%- set conditions = [] -%}
    {%- for key in normalize_string_or_list(unique_key or none, 'unique_key') -%}
      {%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) -%}
    {%- endfor -%}
    on ({{ ((conditions or ['false']) + filters) | join(') and (') }})
  {%- endif -%}
{%- endmacro %}

{% macro bk_merge_condition(clause) -%}
  {%- set condition = clause.get('condition') -%}
  {%- if condition -%}
    and {{ condition if condition is string else '(' ~ (condition | join(') and (')) ~ ')' }}
  {%- endif -%}
{%- endmacro %}

{% macro bk_merge_matched_action(clause, dest_columns) -%}
  {%- set action = clause.get('action') -%}
  {%- if action == 'update' and clause.get('mode') == 'explicit' -%}
    {%- set update = clause.get('update', {}) -%}
    {%- set expressions = update.get('set_expressions', {}) -%}
    {%- set assignments = [] -%}
    {%- for column, expression in expressions.items() -%}
      {%- do assignments.append(column ~ ' = ' ~ expression) -%}
    {%- endfor -%}
    {%- for column in get_merge_update_columns(update.get('include', []), update.get('exclude', []), dest_columns)
        if column | replace('"', '') | replace("'", '') not in expressions -%}
      {%- do assignments.append(column ~ ' = DBT_INTERNAL_SOURCE.' ~ column) -%}
    {%- endfor -%}
    update set {{ assignments | join(', ') }}
  {%- elif action == 'update' -%}
    update {{ {'by_name': 'by name', 'by_position': 'by position', 'star': 'set *'}[clause.get('mode', 'by_name')] }}
  {%- else -%}
    {{ bk_merge_other_action(clause) }}
  {%- endif -%}
{%- endmacro %}

{% macro bk_merge_not_matched_action(clause) -%}
  {%- set action = clause.get('action') -%}
  {%- if action == 'update' -%}
    {%- set assignments = [] -%}
    {%- for column, expression in clause.get('set_expressions', {}).items() -%}
      {%- do assignments.append(column ~ ' = ' ~ expression) -%}
    {%- endfor -%}
    update set {{ assignments | join(', ') }}
  {%- elif action == 'insert' and clause.get('mode') == 'explicit' -%}
    insert ({{ clause.insert.columns | join(', ') }}) values ({{ clause.insert['values'] | join(', ') }})
  {%- elif action == 'insert' -%}
    insert {{ {'by_name': 'by name', 'by_position': 'by position', 'star': '*'}[clause.get('mode', 'by_name')] }}
  {%- else -%}
    {{ bk_merge_other_action(clause) }}
  {%- endif -%}
{%- endmacro %}

{% macro bk_merge_other_action(clause) -%}
  {%- set action = clause.get('action') -%}
  {%- if action == 'error' -%}
    error {{ bk_text(clause.error_message) if clause.get('error_message') }}
  {%- elif action in ('delete', 'do_nothing') -%}
    {{ action | replace('_', ' ') }}
  {%- else -%}
    {%- do exceptions.raise_compiler_error("A merge clause has the action '" ~ action
        ~ "'; it is one of update, insert, delete, do_nothing, error") -%}
  {%- endif -%}
{%- endmacro %}
