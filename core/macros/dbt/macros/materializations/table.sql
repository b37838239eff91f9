{% materialization table, default, supported_languages=['sql', 'python'] %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing_relation = load_cached_relation(this) -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}
  {%- set replaced_relation = bk_build_relation(existing_relation, target_relation, compiled_code) -%}
  {%- do bk_dress_relation(target_relation, existing_relation) -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}

  {#- Indexes come after the swap is safe: a database may not recover one that was made in the same transaction. -#}
  {%- do bk_index_relation(target_relation) -%}
  {%- do drop_relation_if_exists(replaced_relation) -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
