{# A table that keeps each version of each row of a query, with the time it was valid (a slowly changing dimension, type 2). #}
{% materialization snapshot, default %}
  {%- set target_exists, target_relation = get_or_create_relation(
      database=model.database, schema=model.schema, identifier=model.get('alias', model.get('name')), type='table') -%}
  {%- if not target_relation.is_table -%}
    {%- do exceptions.relation_wrong_type(target_relation, 'table') -%}
  {%- endif -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- set strategy = strategy_dispatch(config.get('strategy'))(
      model, 'snapshotted_data', 'source_data', model['config'], target_exists) -%}

  {%- if not target_exists -%}
    {%- set first_versions = build_snapshot_table(strategy, model['compiled_code']) -%}
    {%- do check_time_data_types(first_versions) -%}
    {%- do bk_create_snapshot(target_relation, strategy, first_versions) -%}
  {%- else -%}
    {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
    {%- do adapter.assert_valid_snapshot_target_given_strategy(target_relation, columns, strategy) -%}
    {%- set source_relation = bk_stage_snapshot_source(sql, target_relation) -%}
    {%- do bk_check_snapshot_source(source_relation, strategy) -%}
    {%- set staging_relation = build_snapshot_staging_table(strategy, 'select * from ' ~ source_relation, target_relation) -%}
    {%- do adapter.expand_target_column_types(from_relation=staging_relation, to_relation=target_relation) -%}
    {%- do bk_check_snapshot_times(target_relation, staging_relation, strategy) -%}

    {%- set helper_columns = ['dbt_change_type'] + bk_unique_key_names(strategy.unique_key) -%}
    {%- set staged_columns = adapter.get_columns_in_relation(staging_relation)
        | rejectattr('name', 'in', helper_columns) | list -%}
    {%- set target_names = adapter.get_columns_in_relation(target_relation) | map(attribute='name') | list -%}
    {%- do create_columns(target_relation, staged_columns | rejectattr('name', 'in', target_names) | list) -%}

    {%- set insert_columns = [] -%}
    {%- for column in staged_columns -%}
      {%- do insert_columns.append(adapter.quote(column.name)) -%}
    {%- endfor -%}
    {%- call statement('main') -%}
      {{ snapshot_merge_sql(target=target_relation, source=staging_relation, insert_cols=insert_columns) }}
    {%- endcall -%}
    {%- do adapter.drop_relation(source_relation) -%}
  {%- endif -%}

  {%- do bk_dress_relation(target_relation, target_exists, full_refresh_mode=False) -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}

  {%- do bk_index_relation(target_relation) if not target_exists -%}
  {%- if staging_relation is defined -%}
    {%- do post_snapshot(staging_relation) -%}
  {%- endif -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{# The first versions of all rows. Fails, and leaves nothing, where a key stands more than once. #}
{% macro bk_create_snapshot(target_relation, strategy, sql) %}
  {%- do return(adapter.dispatch('bk_create_snapshot', 'dbt')(target_relation, strategy, sql)) -%}
{% endmacro %}

{% macro default__bk_create_snapshot(target_relation, strategy, sql) %}
  {%- call statement('main') -%}
    {{ create_table_as(False, target_relation, sql) }}
  {%- endcall -%}
  {%- do bk_check_snapshot_source(target_relation, strategy) -%}
{% endmacro %}

{# The query's rows, read once for all that looks at them; gives the relation. #}
{% macro bk_stage_snapshot_source(sql, target_relation) %}
  {%- do return(adapter.dispatch('bk_stage_snapshot_source', 'dbt')(sql, target_relation)) -%}
{% endmacro %}

{% macro default__bk_stage_snapshot_source(sql, target_relation) %}
  {%- set source_relation = make_temp_relation(target_relation, '__dbt_src') -%}
  {%- call statement('stage_snapshot_source', auto_begin=False) -%}
    create temporary table {{ source_relation.include(database=False, schema=False) }} as (
{{ sql }}
    )
  {%- endcall -%}
  {%- do return(source_relation.include(database=False, schema=False)) -%}
{% endmacro %}
