{# The names that snapshots give to the columns they add; a project may rename them (snapshot_meta_column_names). #}
{% macro get_snapshot_table_column_names() %}
  {%- do return({
      'dbt_valid_to': 'dbt_valid_to',
      'dbt_valid_from': 'dbt_valid_from',
      'dbt_scd_id': 'dbt_scd_id',
      'dbt_updated_at': 'dbt_updated_at',
      'dbt_is_deleted': 'dbt_is_deleted'
  }) -%}
{% endmacro %}

{# The end of a version that is still current: null of the time's type, or what dbt_valid_to_current says. #}
{% macro get_dbt_valid_to_current(strategy, columns) %}
  coalesce(nullif({{ strategy.updated_at }}, {{ strategy.updated_at }}), {{ config.get('dbt_valid_to_current') or 'null' }})
  as {{ columns.dbt_valid_to }}
{% endmacro %}

{# Whether a version is current. #}
{% macro bk_is_current(relation, columns) -%}
  {%- set valid_to = (relation ~ '.' if relation else '') ~ columns.dbt_valid_to -%}
  {%- if config.get('dbt_valid_to_current') -%}
    ({{ valid_to }} = {{ config.get('dbt_valid_to_current') }} or {{ valid_to }} is null)
  {%- else -%}
    {{ valid_to }} is null
  {%- endif -%}
{%- endmacro %}

{# The key under names that the query's own columns cannot have. #}
{% macro unique_key_fields(unique_key) %}
  {%- if unique_key | is_list -%}
    {%- for key in unique_key -%}
      {{ key }} as dbt_unique_key_{{ loop.index }}{{ ', ' if not loop.last }}
    {%- endfor -%}
  {%- else -%}
    {{ unique_key }} as dbt_unique_key
  {%- endif -%}
{% endmacro %}

{# The names that unique_key_fields gives. #}
{% macro bk_unique_key_names(unique_key) %}
  {%- if not unique_key | is_list -%}
    {%- do return(['dbt_unique_key']) -%}
  {%- endif -%}
  {%- set names = [] -%}
  {%- for key in unique_key -%}
    {%- do names.append('dbt_unique_key_' ~ loop.index) -%}
  {%- endfor -%}
  {%- do return(names) -%}
{% endmacro %}

{# Rows with the same key; nulls are the same, so that a row with an incomplete key is not taken for a new one each time. #}
{% macro unique_key_join_on(unique_key, identifier, from_identifier) %}
  {%- do return(adapter.dispatch('unique_key_join_on', 'dbt')(unique_key, identifier, from_identifier)) -%}
{% endmacro %}

{% macro default__unique_key_join_on(unique_key, identifier, from_identifier) %}
  {%- for name in bk_unique_key_names(unique_key) -%}
    {{ identifier }}.{{ name }} is not distinct from {{ from_identifier }}.{{ name }}{{ ' and ' if not loop.last }}
  {%- endfor -%}
{% endmacro %}

{% macro unique_key_is_null(unique_key, identifier) %}
  {{- identifier }}.{{ bk_unique_key_names(unique_key)[0] }} is null
{%- endmacro %}

{% macro unique_key_is_not_null(unique_key, identifier) %}
  {{- identifier }}.{{ bk_unique_key_names(unique_key)[0] }} is not null
{%- endmacro %}

{% macro get_true_sql() %}
  {%- do return(adapter.dispatch('get_true_sql', 'dbt')()) -%}
{% endmacro %}

{% macro default__get_true_sql() %}
  {%- do return('TRUE') -%}
{% endmacro %}

{# Adds the columns that the source gained since the snapshot was made. #}
{% macro create_columns(relation, columns) %}
  {%- do return(adapter.dispatch('create_columns', 'dbt')(relation, columns)) -%}
{% endmacro %}

{% macro default__create_columns(relation, columns) %}
  {%- for column in columns -%}
    {%- call statement() -%}
      alter table {{ relation.render() }} add column {{ adapter.quote(column.name) }} {{ column.expanded_data_type }}
    {%- endcall -%}
  {%- endfor -%}
{% endmacro %}

{# The type of a query's column dbt_updated_at, or none. #}
{% macro get_updated_at_column_data_type(snapshot_sql) %}
  {%- set found = get_column_schema_from_query(snapshot_sql)
      | selectattr('column', 'in', ['dbt_updated_at', 'DBT_UPDATED_AT']) | list -%}
  {%- do return((found | last).dtype if found else none) -%}
{% endmacro %}

{# Warns where the source's times and the snapshot's own are of different types. #}
{% macro check_time_data_types(sql) %}
  {%- set own = get_snapshot_get_time_data_type() -%}
  {%- set found = get_updated_at_column_data_type(sql) -%}
  {%- if own is not none and found is not none and own != found and exceptions.warn_snapshot_timestamp_data_types -%}
    {%- do exceptions.warn_snapshot_timestamp_data_types(own, found) -%}
  {%- endif -%}
{% endmacro %}
