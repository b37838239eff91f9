{# Each strategy is one MERGE, so that a reader sees the table before or after it and a lost run leaves no half of it. #}

{% macro trino__get_incremental_default_sql(arg_dict) %}
  {%- do return(get_incremental_append_sql(arg_dict)) -%}
{% endmacro %}

{% macro trino__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {%- set columns = dest_columns | map(attribute='quoted') | list -%}
  {%- set conditions = [] + (incremental_predicates or []) -%}
  {%- for key in bk_key_columns(unique_key) -%}
    {%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) -%}
  {%- endfor -%}
  {%- if not unique_key -%}
    {%- do return(get_insert_into_sql(target, source, dest_columns)) -%}
  {%- endif %}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    on ({{ conditions | join(') and (') }})
    when matched then update set
      {% for column in get_merge_update_columns(
          config.get('merge_update_columns'), config.get('merge_exclude_columns'), dest_columns) -%}
        {{ column }} = DBT_INTERNAL_SOURCE.{{ column }}{{ ', ' if not loop.last }}
      {%- endfor %}
    {{ bk_merge_insert(columns) }}
{% endmacro %}

{# A key's rows are marked for removal beside the rows that come; removed is by key, once, and what comes matches nothing. #}
{% macro trino__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {%- if not unique_key -%}
    {%- do return(get_insert_into_sql(target, source, dest_columns)) -%}
  {%- endif -%}
  {%- set columns = dest_columns | map(attribute='quoted') | list -%}
  {%- set keys = [] -%}
  {%- set conditions = ['DBT_INTERNAL_SOURCE.dbt_is_removal'] -%}
  {%- for key in bk_key_columns(unique_key) -%}
    {%- do keys.append(key ~ ' as dbt_key_' ~ loop.index) -%}
    {%- do conditions.append('DBT_INTERNAL_DEST.' ~ key ~ ' = DBT_INTERNAL_SOURCE.dbt_key_' ~ loop.index) -%}
  {%- endfor %}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using (
      select {{ columns | join(', ') }}, {{ keys | join(', ') }}, false as dbt_is_removal
      from {{ source }}
      union all
      select {{ bk_nulls(dest_columns) | join(', ') }}, keys.*, true
      from (select distinct {{ keys | join(', ') }} from {{ source }}) as keys
    ) as DBT_INTERNAL_SOURCE
    on ({{ (conditions + (incremental_predicates or [])) | join(') and (') }})
    when matched then delete
    {{ bk_merge_insert(columns, 'not DBT_INTERNAL_SOURCE.dbt_is_removal') }}
{%- endmacro %}

{# A batch replaces the rows of its stretch of event time: those match the one row that stands for their removal. #}
{% macro trino__get_incremental_microbatch_sql(arg_dict) -%}
  {%- set event_time = config.get('event_time') -%}
  {%- if not event_time -%}
    {%- do exceptions.raise_compiler_error("The microbatch strategy needs the model's config event_time") -%}
  {%- elif config.get('unique_key') -%}
    {%- do exceptions.raise_compiler_error("The microbatch strategy replaces rows by event_time and takes no unique_key;"
        ~ " remove it, or set incremental_strategy to merge") -%}
  {%- endif -%}
  {%- set batch = model.get('batch') or {} -%}
  {%- if not (batch.get('event_time_start') and batch.get('event_time_end')) -%}
    {%- do exceptions.raise_compiler_error("The microbatch strategy needs a batch with a start and an end") -%}
  {%- endif -%}
  {%- set dest_columns = arg_dict['dest_columns'] -%}
  {%- set columns = dest_columns | map(attribute='quoted') | list -%}
  {%- set start = bk_event_time(batch.event_time_start) -%}
  {%- set end = bk_event_time(batch.event_time_end) -%}
  {%- set conditions = ['DBT_INTERNAL_DEST.' ~ event_time ~ ' >= ' ~ start ~ ' and DBT_INTERNAL_DEST.' ~ event_time ~ ' < ' ~ end]
      + (arg_dict.get('incremental_predicates') or []) %}
    merge into {{ arg_dict['target_relation'] }} as DBT_INTERNAL_DEST
    using (
      select {{ columns | join(', ') }}, cast(null as boolean) as dbt_is_removal
      from {{ arg_dict['temp_relation'] }}
      where {{ event_time }} >= {{ start }} and {{ event_time }} < {{ end }}
      union all
      select {{ bk_nulls(dest_columns) | join(', ') }}, true
    ) as DBT_INTERNAL_SOURCE
    on DBT_INTERNAL_SOURCE.dbt_is_removal = (({{ conditions | join(') and (') }}))
    when matched then delete
    {{ bk_merge_insert(columns, 'DBT_INTERNAL_SOURCE.dbt_is_removal is null') }}
{%- endmacro %}

{# The bounds of a batch are texts in UTC. #}
{% macro bk_event_time(value) -%}
  timestamp '{{ (value | string)[:26] | replace('T', ' ') | replace('+00:00', '') }}'
{%- endmacro %}

{% macro bk_merge_insert(columns, condition=none) -%}
    when not matched {{ 'and ' ~ condition if condition }} then insert ({{ columns | join(', ') }})
    values ({% for column in columns %}DBT_INTERNAL_SOURCE.{{ column }}{{ ', ' if not loop.last }}{% endfor %})
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
