{# A function of the database, for other nodes to call. #}
{% materialization function, default, supported_languages=['sql', 'python', 'javascript'] %}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type=this.Function) -%}
  {%- do run_hooks(pre_hooks) -%}
  {%- set name_of_macro = this.get_function_macro_name(this.get_function_config(model)) -%}
  {%- set dispatch = adapter.dispatch -%}
  {%- do function_execute_build_sql(dispatch(name_of_macro, 'dbt')(target_relation), existing_relation, target_relation) -%}
  {%- do run_hooks(post_hooks) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{% macro function_execute_build_sql(build_sql, existing_relation, target_relation) %}
  {%- do return(adapter.dispatch('function_execute_build_sql', 'dbt')(build_sql, existing_relation, target_relation)) -%}
{% endmacro %}

{% macro default__function_execute_build_sql(build_sql, existing_relation, target_relation) %}
  {%- call statement(name='main') -%}
    {{ build_sql }}
  {%- endcall -%}
  {%- do bk_dress_relation(target_relation, existing_relation) -%}
  {%- do adapter.commit() -%}
{% endmacro %}
