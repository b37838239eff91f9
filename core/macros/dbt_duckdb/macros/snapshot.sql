{# Two statements that touch only what changes, which is faster than one merge over the whole snapshot. #}
{% macro duckdb__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set sources = [] -%}
  {%- for column in insert_cols -%}
    {%- do sources.append('DBT_INTERNAL_SOURCE.' ~ column) -%}
  {%- endfor -%}
    update {{ target }} as DBT_INTERNAL_TARGET
    set {{ columns.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ columns.dbt_valid_to }}
    from {{ source }} as DBT_INTERNAL_SOURCE
    where DBT_INTERNAL_SOURCE.{{ columns.dbt_scd_id }} = DBT_INTERNAL_TARGET.{{ columns.dbt_scd_id }}
      and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
      and {{ bk_is_current('DBT_INTERNAL_TARGET', columns) }};

    insert into {{ target }} ({{ insert_cols | join(', ') }})
    select {{ sources | join(', ') }}
    from {{ source }} as DBT_INTERNAL_SOURCE
    where DBT_INTERNAL_SOURCE.dbt_change_type = 'insert';
{% endmacro %}

{% macro duckdb__post_snapshot(temporary_relation) %}
  {%- do adapter.drop_relation(temporary_relation) -%}
{% endmacro %}
