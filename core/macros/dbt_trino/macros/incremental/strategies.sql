{# Each strategy is one MERGE, so that a reader sees the table before or after it and a lost run leaves no half of it. #}

{# Without a key, rows are only added. #}
{% macro trino__get_incremental_default_sql(arg_dict) %}
  {%- do return(get_incremental_delete_insert_sql(arg_dict)) -%}
{% endmacro %}

{# Rows that come stand beside one row a key that stands for its removal: the latter match, the former do not. What comes has
   names of its own, so that a predicate can only mean the target's columns. #}
{% macro trino__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {%- if not unique_key -%}
    {%- do return(get_insert_into_sql(target, source, dest_columns)) -%}
  {%- endif -%}
  {%- set keys = [] -%}
  {%- set conditions = ['DBT_INTERNAL_SOURCE.dbt_is_removal'] -%}
  {%- for key in bk_key_columns(unique_key) -%}
    {%- do keys.append(key ~ ' as dbt_key_' ~ loop.index) -%}
    {%- do conditions.append('DBT_INTERNAL_DEST.' ~ key ~ ' = DBT_INTERNAL_SOURCE.dbt_key_' ~ loop.index) -%}
  {%- endfor %}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using (
      select {{ bk_new_columns(dest_columns) | join(', ') }}, {{ keys | join(', ') }}, false as dbt_is_removal
      from {{ source }}
      union all
      select {{ bk_nulls(dest_columns) | join(', ') }}, keys.*, true
      from (select distinct {{ keys | join(', ') }} from {{ source }}) as keys
    ) as DBT_INTERNAL_SOURCE
    on ({{ (conditions + (incremental_predicates or [])) | join(') and (') }})
    when matched then delete
    {{ bk_insert_new_columns(dest_columns, 'not DBT_INTERNAL_SOURCE.dbt_is_removal') }}
{%- endmacro %}

{# A batch replaces the rows of its stretch of event time: those match the one row that stands for their removal. #}
{% macro trino__get_incremental_microbatch_sql(arg_dict) -%}
  {%- do bk_check_microbatch() -%}
  {%- set event_time = config.get('event_time') -%}
  {%- set dest_columns = arg_dict['dest_columns'] -%}
  {%- set start = bk_event_time(model.batch.event_time_start) -%}
  {%- set end = bk_event_time(model.batch.event_time_end) -%}
  {%- set conditions = [event_time ~ ' >= ' ~ start, event_time ~ ' < ' ~ end] + (arg_dict.get('incremental_predicates') or []) %}
    merge into {{ arg_dict['target_relation'] }} as DBT_INTERNAL_DEST
    using (
      select {{ bk_new_columns(dest_columns) | join(', ') }}, cast(null as boolean) as dbt_is_removal
      from {{ arg_dict['temp_relation'] }}
      where {{ event_time }} >= {{ start }} and {{ event_time }} < {{ end }}
      union all
      select {{ bk_nulls(dest_columns) | join(', ') }}, true
    ) as DBT_INTERNAL_SOURCE
    on DBT_INTERNAL_SOURCE.dbt_is_removal = (({{ conditions | join(') and (') }}))
    when matched then delete
    {{ bk_insert_new_columns(dest_columns, 'DBT_INTERNAL_SOURCE.dbt_is_removal is null') }}
{%- endmacro %}

{# The bounds of a batch are texts in UTC. #}
{% macro bk_event_time(value) -%}
  timestamp '{{ (value | string)[:26] | replace('T', ' ') | replace('+00:00', '') }}'
{%- endmacro %}

{# `"id" as dbt_new_1` of each column. #}
{% macro bk_new_columns(columns) %}
  {%- set renamed = [] -%}
  {%- for column in columns -%}
    {%- do renamed.append(column.quoted ~ ' as dbt_new_' ~ loop.index) -%}
  {%- endfor -%}
  {%- do return(renamed) -%}
{% endmacro %}

{% macro bk_insert_new_columns(columns, condition) -%}
    when not matched and {{ condition }} then insert ({{ columns | map(attribute='quoted') | join(', ') }})
    values ({% for column in columns %}DBT_INTERNAL_SOURCE.dbt_new_{{ loop.index }}{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{% macro bk_key_columns(unique_key) %}
  {%- do return([] if not unique_key else [unique_key] if unique_key is string else unique_key | list) -%}
{% endmacro %}

{% macro bk_nulls(columns) %}
  {%- set nulls = [] -%}
  {%- for column in columns -%}
    {%- do nulls.append('cast(null as ' ~ column.data_type ~ ')') -%}
  {%- endfor -%}
  {%- do return(nulls) -%}
{% endmacro %}
