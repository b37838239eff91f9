{# A query with parameters, called like a function: `from {{ ref('orders_of') }}(42)`. #}
{% materialization table_function, adapter='duckdb' %}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set parameters = config.get('parameters') or [] -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}
  {%- call statement('main', auto_begin=bk_needs_transaction()) -%}
    create or replace function {{ target_relation.render() }}(
      {{- parameters if parameters is string or parameters is number else parameters | join(', ') -}}
    ) as table (
{{ sql }}
    );
  {%- endcall -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
