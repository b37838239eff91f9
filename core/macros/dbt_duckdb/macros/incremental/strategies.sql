{% macro duckdb__get_incremental_default_sql(arg_dict) %}
  {%- do return(get_incremental_delete_insert_sql(arg_dict)) -%}
{% endmacro %}

{# Several key columns are matched by a join, one by a list. #}
{% macro duckdb__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {%- set filters = [] -%}
  {%- for predicate in incremental_predicates or [] -%}
    {%- do filters.append('and ' ~ predicate) -%}
  {%- endfor -%}
  {%- if unique_key and unique_key is not string -%}
    {%- set matches = [] -%}
    {%- for key in unique_key -%}
      {%- do matches.append(source ~ '.' ~ key ~ ' = DBT_INCREMENTAL_TARGET.' ~ key) -%}
    {%- endfor -%}
    delete from {{ target }} as DBT_INCREMENTAL_TARGET
    using {{ source }}
    where ({{ matches | join(' and ') }} {{ filters | join(' ') }});
  {%- elif unique_key -%}
    delete from {{ target }}
    where ({{ unique_key }}) in (select ({{ unique_key }}) from {{ source }}) {{ filters | join(' ') }};
  {%- endif %}
    {{ get_insert_into_sql(target, source, dest_columns) }}
{%- endmacro %}

{# A batch replaces the rows of its stretch of event time. #}
{% macro duckdb__get_incremental_microbatch_sql(arg_dict) -%}
  {%- do bk_check_microbatch() -%}
  {%- set event_time = config.get('event_time') -%}
  {%- set batch = model.batch -%}
  {%- set within -%}
    {{ event_time }} >= '{{ batch.event_time_start }}' and {{ event_time }} < '{{ batch.event_time_end }}'
  {%- endset -%}
  {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }}
    where {{ within }}
    {%- for predicate in normalize_incremental_predicates(arg_dict.get('incremental_predicates')) %}
      and ({{ predicate }})
    {%- endfor -%};

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict['temp_relation'] }}
    where {{ within }};
{%- endmacro %}
