{# What would corrupt a snapshot's history silently is found before it is committed. #}

{# Fails where a key stands more than once in the source. #}
{% macro bk_check_snapshot_source(source_relation, strategy) %}
  {%- set keys = bk_unique_key_names(strategy.unique_key) | join(', ') -%}
  {%- set sql -%}
    select {{ keys }}, count(*) as row_count
    from (select {{ unique_key_fields(strategy.unique_key) }} from {{ source_relation }}) as source_keys
    group by {{ keys }}
    having count(*) > 1
    order by row_count desc, {{ keys }}
    limit 5
  {%- endset -%}
  {%- do bk_refuse_duplicates(run_query(sql), strategy) -%}
{% endmacro %}

{# Fails where a version would end before it began. #}
{% macro bk_check_snapshot_times(target_relation, staging_relation, strategy) %}
  {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set sql -%}
    select {{ unique_key_fields(strategy.unique_key) }},
        target.{{ columns.dbt_valid_from }} as begins, source.dbt_new_valid_to as ends
    from (
        select {{ columns.dbt_scd_id }} as dbt_old_scd_id, {{ columns.dbt_valid_to }} as dbt_new_valid_to
        from {{ staging_relation }}
        where dbt_change_type in ('update', 'delete')
    ) as source
    join {{ target_relation }} as target on target.{{ columns.dbt_scd_id }} = source.dbt_old_scd_id
    where source.dbt_new_valid_to < target.{{ columns.dbt_valid_from }}
        and {{ bk_is_current('target', columns) }}
    limit 5
  {%- endset -%}
  {%- set faults = run_query(sql) -%}
  {%- if faults | length > 0 -%}
    {%- set examples = [] -%}
    {%- for row in faults.rows -%}
      {%- set values = row.values() | list -%}
      {%- do examples.append((values[:-2] | join(', ')) ~ ' (from ' ~ values[-2] ~ ' to ' ~ values[-1] ~ ')') -%}
    {%- endfor -%}
    {%- do exceptions.raise_compiler_error(
        "Time goes backwards in snapshot " ~ model.name ~ ": versions would end before they begin, for "
        ~ bk_key_text(strategy) ~ " " ~ (examples | join('; '))) -%}
  {%- endif -%}
{% endmacro %}

{% macro bk_refuse_duplicates(found, strategy) %}
  {%- if found | length > 0 -%}
    {%- set examples = [] -%}
    {%- for row in found.rows -%}
      {%- set values = row.values() | list -%}
      {%- do examples.append((values[:-1] | join(', ')) ~ ' (' ~ values[-1] ~ ' rows)') -%}
    {%- endfor -%}
    {%- do exceptions.raise_compiler_error(
        "The unique_key of snapshot " ~ model.name ~ " is not unique in its source: "
        ~ bk_key_text(strategy) ~ " " ~ (examples | join('; '))) -%}
  {%- endif -%}
{% endmacro %}

{% macro bk_key_text(strategy) %}
  {%- do return(strategy.unique_key if strategy.unique_key is string else '(' ~ (strategy.unique_key | join(', ')) ~ ')') -%}
{% endmacro %}
