{# Refuses merge configs of the wrong shape, all in one message. #}
{% macro validate_merge_config(config, target_relation=none) %}
  {%- set errors = [] -%}
  {%- set fields = {
      'merge_update_condition': 'string',
      'merge_insert_condition': 'string',
      'merge_on_using_columns': 'sequence',
      'merge_update_columns': 'sequence',
      'merge_update_set_expressions': 'mapping',
      'merge_exclude_columns': 'sequence',
      'merge_returning_columns': 'sequence'
  } -%}
  {%- for name, kind in fields.items() -%}
    {%- if kind == 'string' -%}
      {%- do validate_string_field(config.get(name), name, errors) -%}
    {%- elif kind == 'sequence' -%}
      {%- do validate_string_list_field(config.get(name), name, errors) -%}
    {%- else -%}
      {%- do validate_dict_field(config.get(name), name, errors) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do validate_merge_clauses(config, fields, errors) -%}
  {%- if not errors -%}
    {%- do validate_ducklake_restrictions(config, target_relation, errors) -%}
  {%- endif -%}
  {%- if errors -%}
    {%- do exceptions.raise_compiler_error('MERGE configuration errors:\n' ~ (errors | join('\n'))) -%}
  {%- endif -%}
{% endmacro %}

{% macro validate_merge_clauses(config, base_configuration_fields, errors) -%}
  {%- set clauses = config.get('merge_clauses') -%}
  {%- if clauses is none -%}
  {%- elif clauses is not mapping -%}
    {%- do errors.append('merge_clauses must be a dictionary, found: ' ~ clauses) -%}
  {%- else -%}
    {%- if 'when_matched' not in clauses and 'when_not_matched' not in clauses -%}
      {%- do errors.append("merge_clauses must contain at least one of 'when_matched' or 'when_not_matched' keys") -%}
    {%- endif -%}
    {%- for clause_type in ('when_matched', 'when_not_matched') if clause_type in clauses -%}
      {%- do validate_merge_clause_list(clauses, clause_type, errors) -%}
    {%- endfor -%}
    {%- set ignored = [] -%}
    {%- for name in base_configuration_fields
        if name not in ('merge_on_using_columns', 'merge_returning_columns') and config.get(name) -%}
      {%- do ignored.append(name) -%}
    {%- endfor -%}
    {%- if ignored -%}
      {%- do errors.append('When merge_clauses is specified, these configs have no effect and should be removed: '
          ~ (ignored | join(', '))) -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro -%}

{%- macro validate_merge_clause_list(merge_clauses, clause_type, errors) -%}
  {%- set clauses = merge_clauses.get(clause_type) -%}
  {%- if clauses is not sequence or clauses is mapping or clauses is string -%}
    {%- do errors.append('merge_clauses.' ~ clause_type ~ ' must be a list') -%}
  {%- elif clauses | length == 0 -%}
    {%- do errors.append('merge_clauses.' ~ clause_type ~ ' must contain at least one element') -%}
  {%- else -%}
    {%- for clause in clauses if clause is not mapping -%}
      {%- do errors.append('merge_clauses.' ~ clause_type ~ ' elements must be dictionaries, found: ' ~ clause) -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro -%}
