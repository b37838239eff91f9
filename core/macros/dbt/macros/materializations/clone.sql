{# Another environment's relation under this environment's name: a copy where the database makes cheap ones, else a view. #}
{% materialization clone, default %}
  {%- if not defer_relation -%}
    {%- do log(model.unique_id ~ ' has no relation in the other state: nothing to clone', info=True) -%}
    {%- do return({'relations': []}) -%}
  {%- endif -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- if existing_relation and not flags.FULL_REFRESH -%}
    {%- do log(existing_relation ~ ' exists already', info=True) -%}
    {%- do return({'relations': []}) -%}
  {%- endif -%}

  {%- set other_relation = load_cached_relation(defer_relation) -%}
  {%- if not (other_relation and other_relation.type == 'table' and can_clone_table()) -%}
    {%- set view = context['materialization_view_' ~ adapter.type()] or context['materialization_view_default'] -%}
    {%- do return(view()) -%}
  {%- endif -%}

  {%- set target_relation = this.incorporate(type='table') -%}
  {%- if existing_relation is not none and not existing_relation.is_table -%}
    {%- do adapter.drop_relation(existing_relation) -%}
  {%- endif -%}
  {%- if target_relation.render() != defer_relation.render() -%}
    {%- call statement('main') -%}
      {{ create_or_replace_clone(target_relation, defer_relation) }}
    {%- endcall -%}
  {%- endif -%}
  {%- do bk_dress_relation(target_relation, existing_relation) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{# Whether tables can be cloned without copying their data. #}
{% macro can_clone_table() %}
  {%- do return(adapter.dispatch('can_clone_table', 'dbt')()) -%}
{% endmacro %}

{% macro default__can_clone_table() %}
  {%- do return(False) -%}
{% endmacro %}

{% macro create_or_replace_clone(this_relation, defer_relation) %}
  {%- do return(adapter.dispatch('create_or_replace_clone', 'dbt')(this_relation, defer_relation)) -%}
{% endmacro %}

{% macro default__create_or_replace_clone(this_relation, defer_relation) %}
    create or replace table {{ this_relation.render() }} clone {{ defer_relation.render() }}
{% endmacro %}
