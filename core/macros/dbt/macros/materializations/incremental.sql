{% materialization incremental, default, supported_languages=['sql', 'python'] %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set is_rebuilt = existing_relation is none or not existing_relation.is_table or should_full_refresh() -%}
  {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {%- set strategy_macro = adapter.get_incremental_strategy_macro(context, config.get('incremental_strategy') or 'default') -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- set replaced_relation = none -%}
  {%- if is_rebuilt -%}
    {%- set replaced_relation = bk_build_relation(existing_relation, target_relation, compiled_code) -%}
  {%- else -%}
    {%- set temp_relation = make_temp_relation(target_relation) -%}
    {%- call statement('create_temp_relation', language=model['language']) -%}
      {{ create_table_as(True, temp_relation, compiled_code, model['language']) }}
    {%- endcall -%}
    {%- do adapter.expand_target_column_types(from_relation=temp_relation, to_relation=target_relation) -%}
    {%- set dest_columns = process_schema_changes(on_schema_change, temp_relation, existing_relation)
        or adapter.get_columns_in_relation(existing_relation) -%}
    {%- set build_sql = strategy_macro({
        'target_relation': target_relation,
        'temp_relation': temp_relation,
        'unique_key': config.get('unique_key'),
        'dest_columns': dest_columns,
        'incremental_predicates': config.get('predicates', none) or config.get('incremental_predicates', none)
    }) -%}
    {%- call statement('main') -%}
      {{ build_sql }}
    {%- endcall -%}
    {%- do adapter.drop_relation(temp_relation) -%}
  {%- endif -%}

  {%- do bk_dress_relation(target_relation, existing_relation, is_rebuilt) -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}

  {%- do bk_index_relation(target_relation) if is_rebuilt -%}
  {%- do drop_relation_if_exists(replaced_relation) -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
