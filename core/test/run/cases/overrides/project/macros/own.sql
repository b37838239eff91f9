{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) %}
  create {{ 'temporary' if temporary }} table {{ relation.include(database=not temporary, schema=not temporary) }} as (select *, 'replaced' as how from ({{ compiled_code }}))
{% endmacro %}

{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
  {%- if node.name == 'prefixed' -%} {{ node.name }}_view {%- else -%} {{ default__generate_alias_name(custom_alias_name, node) }} {%- endif -%}
{%- endmacro %}

{% materialization own_kind, adapter='duckdb' %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set old = load_cached_relation(this) -%}
  {{ run_hooks(pre_hooks) }}
  {% if old is not none %}{{ adapter.drop_relation(old) }}{% endif %}
  {% call statement('main') -%}
    create table {{ target_relation }} as {{ sql }}
  {%- endcall %}
  {% call statement('more') -%}
    insert into {{ target_relation }} values (100)
  {%- endcall %}
  {{ adapter.commit() }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro get_incremental_twice_sql(arg_dict) %}
  insert into {{ arg_dict['target_relation'] }} select * from {{ arg_dict['temp_relation'] }} union all select * from {{ arg_dict['temp_relation'] }}
{% endmacro %}

{% macro snapshot_odd_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {% do return({'unique_key': 'id', 'updated_at': "timestamp '2024-01-0" ~ var('run', 1) ~ "'", 'row_changed': snapshotted_rel ~ '.run != ' ~ current_rel ~ '.run', 'scd_id': snapshot_hash_arguments(['id', 'run']), 'invalidate_hard_deletes': false, 'hard_deletes': 'ignore'}) %}
{% endmacro %}

{% macro default__create_csv_table(model, agate_table) %}
  {%- set sql -%}
    create table {{ this.render() }} ({% for name in agate_table.column_names %}{{ name }} varchar{{ ', ' if not loop.last }}{% endfor %})
  {%- endset -%}
  {% call statement('_') -%} {{ sql }} {%- endcall %}
  {{ return(sql) }}
{% endmacro %}

{% macro duckdb__apply_grants(relation, grant_config, should_revoke=True) %}
  {%- do run_query("insert into main.calls values ('grants " ~ relation.identifier ~ "')") -%}
{% endmacro %}

{% macro create_indexes(relation) -%}
  {%- do run_query("insert into main.calls values ('indexes " ~ relation.identifier ~ "')") -%}
  {%- do dbt.create_indexes(relation) -%}
{%- endmacro %}

{% macro duckdb__persist_docs(relation, model, for_relation=True, for_columns=True) %}
  {%- do run_query("insert into main.calls values ('docs " ~ relation.identifier ~ "')") -%}
{% endmacro %}

{% macro duckdb__current_timestamp() -%}
  (timestamp '2020-01-01' + interval ({{ var('run', 1) }}) day)
{%- endmacro %}

{# Of a project that knows its schemas to be there; what is in them is listed all the same. #}
{% macro list_schemas(database) %}
  {% do return([]) %}
{% endmacro %}
