{# A new snapshot: each row of the source as its first version. #}
{% macro build_snapshot_table(strategy, sql) -%}
  {%- do return(adapter.dispatch('build_snapshot_table', 'dbt')(strategy, sql)) -%}
{% endmacro %}

{% macro default__build_snapshot_table(strategy, sql) %}
  {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
    select *,
        {{ strategy.scd_id }} as {{ columns.dbt_scd_id }},
        {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
        {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
        {{ get_dbt_valid_to_current(strategy, columns) }}
        {%- if strategy.hard_deletes == 'new_record' %},
        'False' as {{ columns.dbt_is_deleted }}
        {%- endif %}
    from (
        {{ sql }}
    ) sbq
{% endmacro %}

{# A temporary relation of the changes; gives the relation. #}
{% macro build_snapshot_staging_table(strategy, sql, target_relation) %}
  {%- set staging_relation = make_temp_relation(target_relation) -%}
  {%- call statement('build_snapshot_staging_relation') -%}
    {{ create_table_as(True, staging_relation, snapshot_staging_table(strategy, sql, target_relation)) }}
  {%- endcall -%}
  {%- do return(staging_relation) -%}
{% endmacro %}

{# The changes of a source against its snapshot, one row a change; dbt_change_type says what to do with it:
   insert a new version, update or delete: end the version whose dbt_scd_id it has. #}
{% macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {%- do return(adapter.dispatch('snapshot_staging_table', 'dbt')(strategy, source_sql, target_relation)) -%}
{% endmacro %}

{% macro default__snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set keys = unique_key_fields(strategy.unique_key) -%}
  {%- set same_key = unique_key_join_on(strategy.unique_key, 'snapshotted_data', 'source_data') -%}
  {%- set watches_deletes = strategy.hard_deletes in ('invalidate', 'new_record') -%}
  {%- set records_deletes = strategy.hard_deletes == 'new_record' -%}
  {%- set was_deleted = 'snapshotted_data.' ~ columns.dbt_is_deleted ~ " = 'True'" -%}
    with snapshot_query as (
{{ source_sql }}
    ),

    snapshotted_data as (
        select *, {{ keys }}
        from {{ target_relation }}
        where {{ bk_is_current('', columns) }}
    ),

    new_versions as (
        select *, {{ keys }},
            {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
            {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
            {{ get_dbt_valid_to_current(strategy, columns) }},
            {{ strategy.scd_id }} as {{ columns.dbt_scd_id }}
        from snapshot_query
    ),

    ends_of_versions as (
        select *, {{ keys }},
            {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
            {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
            {{ strategy.updated_at }} as {{ columns.dbt_valid_to }}
        from snapshot_query
    ),

    insertions as (
        select 'insert' as dbt_change_type, source_data.*{{ ", 'False' as " ~ columns.dbt_is_deleted if records_deletes }}
        from new_versions as source_data
        left join snapshotted_data on {{ same_key }}
        where snapshotted_data.{{ columns.dbt_scd_id }} is null
            or ({{ strategy.row_changed }} {{ 'and not (' ~ was_deleted ~ ')' if records_deletes }})
    ),

    updates as (
        select 'update' as dbt_change_type, source_data.*, snapshotted_data.{{ columns.dbt_scd_id }}
            {{- ', snapshotted_data.' ~ columns.dbt_is_deleted if records_deletes }}
        from ends_of_versions as source_data
        join snapshotted_data on {{ same_key }}
        where {{ strategy.row_changed }} {{ 'and not (' ~ was_deleted ~ ')' if records_deletes }}
    )
    {%- if watches_deletes %},

    source_keys as (
        select {{ keys }}
        from snapshot_query
    ),

    departed as (
        select snapshotted_data.*
        from snapshotted_data
        where not exists (select 1 from source_keys as source_data where {{ same_key }})
            {{ 'and not (' ~ was_deleted ~ ')' if records_deletes }}
    ),

    {# A join that finds nothing gives the source's columns, all null. #}
    deletes as (
        select 'delete' as dbt_change_type, source_data.*,
            {{ snapshot_get_time() }} as {{ columns.dbt_updated_at }},
            {{ snapshot_get_time() }} as {{ columns.dbt_valid_from }},
            {{ snapshot_get_time() }} as {{ columns.dbt_valid_to }},
            snapshotted_data.{{ columns.dbt_scd_id }}
            {{- ', snapshotted_data.' ~ columns.dbt_is_deleted if records_deletes }}
        from departed as snapshotted_data
        left join (select *, {{ keys }} from snapshot_query limit 0) as source_data on 1 = 0
    )
    {%- endif %}
    {%- if records_deletes %},

    {{ bk_deletions_and_returns(strategy, source_sql, target_relation, columns) }}
    {%- endif %}

    select * from insertions
    union all
    select * from updates
    {%- if watches_deletes %}
    union all
    select * from deletes
    {%- endif %}
    {%- if records_deletes %}
    union all
    select * from deletion_records
    union all
    select * from returns
    union all
    select * from ends_of_deletions
    {%- endif %}
{%- endmacro %}

{# For hard_deletes: new_record. A key that left gets a last version that says so, with the values it had. When it comes
   back, that version ends and a new one begins: at the row's own time if that is later, else now, since a row that
   comes back may well be older than its deletion. #}
{% macro bk_deletions_and_returns(strategy, source_sql, target_relation, columns) -%}
  {%- set kept = get_list_of_column_names(adapter.get_columns_in_relation(target_relation)) -%}
  {%- set names = get_columns_in_query(source_sql) -%}
  {%- set keys = bk_unique_key_names(strategy.unique_key) -%}
  {%- set next_scd_id = snapshot_hash_arguments(['snapshotted_data.' ~ columns.dbt_scd_id, snapshot_get_time()]) -%}
    deletion_records as (
        select 'insert' as dbt_change_type,
            {% for name in names -%}
            {{ 'snapshotted_data' if name in kept else 'source_data' }}.{{ adapter.quote(name) }},
            {% endfor -%}
            {% for name in keys -%}
            snapshotted_data.{{ name }},
            {% endfor -%}
            {{ snapshot_get_time() }} as {{ columns.dbt_updated_at }},
            {{ snapshot_get_time() }} as {{ columns.dbt_valid_from }},
            snapshotted_data.{{ columns.dbt_valid_to }},
            {{ next_scd_id }} as {{ columns.dbt_scd_id }},
            'True' as {{ columns.dbt_is_deleted }}
        from departed as snapshotted_data
        left join (select * from snapshot_query limit 0) as source_data on 1 = 0
    ),

    returned as (
        select source_data.*,
            case when source_data.{{ columns.dbt_updated_at }} > snapshotted_data.{{ columns.dbt_valid_from }}
                then source_data.{{ columns.dbt_updated_at }} else {{ snapshot_get_time() }} end as dbt_returned_at,
            snapshotted_data.{{ columns.dbt_scd_id }} as dbt_deletion_scd_id,
            {{ next_scd_id }} as dbt_return_scd_id
        from new_versions as source_data
        join snapshotted_data on {{ unique_key_join_on(strategy.unique_key, 'snapshotted_data', 'source_data') }}
        where snapshotted_data.{{ columns.dbt_is_deleted }} = 'True'
    ),

    returns as (
        select 'insert' as dbt_change_type,
            {% for name in names %}{{ adapter.quote(name) }}, {% endfor %}{{ keys | join(', ') }},
            {{ columns.dbt_updated_at }}, dbt_returned_at, {{ columns.dbt_valid_to }}, dbt_return_scd_id, 'False'
        from returned
    ),

    ends_of_deletions as (
        select 'update' as dbt_change_type,
            {% for name in names %}{{ adapter.quote(name) }}, {% endfor %}{{ keys | join(', ') }},
            {{ columns.dbt_updated_at }}, dbt_returned_at, dbt_returned_at, dbt_deletion_scd_id, 'True'
        from returned
    )
{%- endmacro %}

{# What is left to do with the staging relation once the snapshot is committed. #}
{% macro post_snapshot(staging_relation) %}
  {%- do return(adapter.dispatch('post_snapshot', 'dbt')(staging_relation)) -%}
{% endmacro %}

{% macro default__post_snapshot(staging_relation) %}
{% endmacro %}
