{# How a snapshot tells that a row changed. A strategy `x` is the macro snapshot_x_strategy; it gives a dict of SQL:
   unique_key, updated_at, row_changed, scd_id, and what to do with rows that left the source. #}

{# The strategy of a name, or of `package.name`. #}
{% macro strategy_dispatch(name) -%}
  {%- set macro_name = 'snapshot_' ~ name.split('.') | last ~ '_strategy' -%}
  {%- set source = context[name.split('.') | first] if '.' in name else context -%}
  {%- set found = source[macro_name] if source else none -%}
  {%- if not found -%}
    {%- do exceptions.raise_compiler_error(
        "The snapshot strategy '" ~ name ~ "' does not exist: it would be a macro named " ~ macro_name) -%}
  {%- endif -%}
  {%- do return(found) -%}
{%- endmacro %}

{# An id for one version of one row, of SQL expressions. #}
{% macro snapshot_hash_arguments(args) -%}
  {%- do return(adapter.dispatch('snapshot_hash_arguments', 'dbt')(args)) -%}
{%- endmacro %}

{% macro default__snapshot_hash_arguments(args) -%}
  md5({% for arg in args -%}
    coalesce(cast({{ arg }} as varchar), ''){{ " || '|' || " if not loop.last }}
  {%- endfor %})
{%- endmacro %}

{# A row changed when its own time is later than that of the version kept. #}
{% macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set updated_at = config.get('updated_at') -%}
  {%- set row_changed = '(' ~ snapshotted_rel ~ '.' ~ columns.dbt_valid_from ~ ' < ' ~ current_rel ~ '.' ~ updated_at ~ ')' -%}
  {%- do return(bk_snapshot_strategy(updated_at, row_changed)) -%}
{% endmacro %}

{# A row changed when one of the checked columns has another value than the version kept. #}
{% macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set updated_at = config.get('updated_at') or snapshot_get_time() -%}
  {%- set column_added, check_cols =
      snapshot_check_all_get_existing_columns(node, target_exists, config.get('check_cols')) -%}
  {%- set differences = [] -%}
  {%- for column in check_cols -%}
    {%- do differences.append(snapshotted_rel ~ '.' ~ column ~ ' is distinct from ' ~ current_rel ~ '.' ~ column) -%}
  {%- endfor -%}
  {%- set row_changed = get_true_sql() if column_added else (differences | join(' or ') or '1 = 0') -%}
  {%- do return(bk_snapshot_strategy(updated_at, '(' ~ row_changed ~ ')')) -%}
{% endmacro %}

{% macro bk_snapshot_strategy(updated_at, row_changed) %}
  {%- set unique_key = config.get('unique_key') -%}
  {%- set hard_deletes = adapter.get_hard_deletes_behavior(config) -%}
  {%- do return({
      'unique_key': unique_key,
      'updated_at': updated_at,
      'row_changed': row_changed,
      'scd_id': snapshot_hash_arguments(api.Relation.scd_args(unique_key, updated_at)),
      'invalidate_hard_deletes': hard_deletes == 'invalidate',
      'hard_deletes': hard_deletes
  }) -%}
{% endmacro %}

{# (whether the query has a checked column that the snapshot lacks, the quoted names of those that both have). #}
{% macro snapshot_check_all_get_existing_columns(node, target_exists, check_cols_config) -%}
  {%- if not target_exists -%}
    {%- do return((false, [])) -%}
  {%- endif -%}
  {%- if check_cols_config == 'all' -%}
    {%- set checked = get_columns_in_query(node['compiled_code']) -%}
  {%- elif check_cols_config is iterable and check_cols_config is not string and check_cols_config | length > 0 -%}
    {%- set sql -%}
      select {{ check_cols_config | join(', ') }} from (
        {{ node['compiled_code'] }}
      ) subq
    {%- endset -%}
    {%- set checked = get_columns_in_query(sql) -%}
  {%- else -%}
    {%- do exceptions.raise_compiler_error("check_cols is 'all' or a list of columns, not " ~ check_cols_config) -%}
  {%- endif -%}
  {%- set target_relation = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) -%}
  {%- set existing = adapter.get_columns_in_relation(target_relation) | map(attribute='name') | list -%}
  {%- set kept = [] -%}
  {%- for name in checked if name in existing -%}
    {%- do kept.append(adapter.quote(name)) -%}
  {%- endfor -%}
  {%- do return((kept | length < checked | length, kept)) -%}
{%- endmacro %}

{# A time given as text, as SQL. #}
{% macro snapshot_string_as_time(timestamp) -%}
  {%- do return(adapter.dispatch('snapshot_string_as_time', 'dbt')(timestamp)) -%}
{%- endmacro %}

{% macro default__snapshot_string_as_time(timestamp) %}
  {%- do bk_not_implemented('snapshot_string_as_time') -%}
{% endmacro %}
