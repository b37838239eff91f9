{# Trino reads no files: the rows come in statements, as text, and are cast. The table is replaced at once, by the last of them. #}

{% macro trino__bk_load_seed(existing_relation, is_full_refresh) %}
  {%- if not (bk_is_built_in('create_csv_table') and bk_is_built_in('reset_csv_table')
      and bk_is_built_in('load_csv_rows') and bk_is_built_in('get_csv_sql')) -%}
    {%- do return(default__bk_load_seed(existing_relation, is_full_refresh)) -%}
  {%- endif -%}
  {#- Trino takes statements of a million characters, and quotes in them are doubled. -#}
  {%- set seed = bk_load_seed_values(450000) -%}
  {%- set types = bk_seed_target_types(seed.types) -%}
  {%- set staged = bk_stage_seed(seed) if seed.batches | length > 1 else none -%}
  {%- set rows_sql = bk_seed_rows_relation(seed, staged) -%}
  {%- if rows_sql is not none -%}
    {%- do bk_check_seed_values(rows_sql, types) -%}
  {%- endif -%}
  {%- set sql = bk_seed_table_sql(types, rows_sql) -%}
  {%- call statement('load_seed') -%}
    {{ sql }}
  {%- endcall -%}
  {%- do drop_relation_if_exists(staged) -%}
  {%- do bk_report_seed(sql if sql | length < 10000 else sql[:10000] ~ ' …', seed.rows, is_full_refresh) -%}
{% endmacro %}

{# {column: type} of the target, declared or as the values tell. #}
{% macro bk_seed_target_types(found) %}
  {%- set declared = config.get('column_types') or {} -%}
  {%- set types = {} -%}
  {%- for name, type in found.items() -%}
    {%- do types.update({name: declared.get(name, bk_seed_type_name(type))}) -%}
  {%- endfor -%}
  {%- do return(types) -%}
{% endmacro %}

{# What the rows are selected from, as SQL; none where there are no rows. #}
{% macro bk_seed_rows_relation(seed, staged) %}
  {%- if staged is not none -%}
    {%- do return(staged.render()) -%}
  {%- elif not seed.batches -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- do return('(' ~ bk_seed_batch_sql(seed.batches[0], seed.types) ~ ') as seed_rows') -%}
{% endmacro %}

{# A batch as a query. JSON is read twenty times as fast as VALUES. #}
{% macro bk_seed_batch_sql(batch, types) -%}
  select cast(bk_cells[1] as bigint) as bk_row
    {%- for name in types %}, bk_cells[{{ loop.index + 1 }}] as {{ adapter.quote(name) }}{% endfor %}
  from unnest(cast(json_parse({{ bk_text(batch) }}) as array(array(varchar)))) as batch (bk_cells)
{%- endmacro %}

{# A table of the rows as text, filled piece by piece. #}
{% macro bk_stage_seed(seed) %}
  {%- set staged = make_temp_relation(this.incorporate(type='table')) -%}
  {%- do run_query('create or replace table ' ~ staged ~ ' as ' ~ bk_seed_batch_sql(seed.batches[0], seed.types)) -%}
  {%- for batch in seed.batches[1:] -%}
    {%- do adapter.add_query('insert into ' ~ staged ~ ' ' ~ bk_seed_batch_sql(batch, seed.types), abridge_sql_log=True) -%}
  {%- endfor -%}
  {%- do return(staged) -%}
{% endmacro %}

{# Fails, with row and value, where a value does not fit its declared type. #}
{% macro bk_check_seed_values(rows_sql, types) %}
  {%- set names = types.keys() | select('in', config.get('column_types') or {}) | list -%}
  {%- set checks = [] -%}
  {%- for name in names -%}
    {%- set value = adapter.quote(name) -%}
    {%- set misfit = value ~ ' is not null and try_cast(' ~ value ~ ' as ' ~ types[name] ~ ') is null' -%}
    {%- do checks.append('count_if(' ~ misfit ~ '), min(bk_row) filter (where ' ~ misfit ~ '), min_by(' ~ value
        ~ ', bk_row) filter (where ' ~ misfit ~ ')') -%}
  {%- endfor -%}
  {%- if checks -%}
    {%- set facts = run_query('select ' ~ (checks | join(', ')) ~ ' from ' ~ rows_sql).rows[0].values() | list -%}
    {%- for name in names -%}
      {%- set how_many, row, value = facts[loop.index0 * 3:loop.index * 3] -%}
      {%- do bk_refuse_seed_value(name, types[name], how_many, row, value) if how_many -%}
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}

{# The statement that makes the table, of the rows if there are any. #}
{% macro bk_seed_table_sql(types, rows_sql) -%}
  {%- set is_quoted = config.get('quote_columns', none) -%}
  {%- set columns = [] -%}
  {%- for name, type in types.items() -%}
    {%- set column = adapter.quote_seed_column(name, is_quoted) -%}
    {%- do columns.append(column ~ ' ' ~ type if rows_sql is none else 'cast(' ~ adapter.quote(name) ~ ' as ' ~ type ~ ') as ' ~ column) -%}
  {%- endfor -%}
  create or replace table {{ this }} {{ '(' ~ (columns | join(', ')) ~ ')' if rows_sql is none }} {{ properties() }}
  {{- ' as select ' ~ (columns | join(', ')) ~ ' from ' ~ rows_sql if rows_sql is not none }}
{%- endmacro %}

{% macro trino__bk_seed_type_name(type) %}
  {%- do return({'text': 'varchar', 'timestamp': 'timestamp(6)'}.get(type, type)) -%}
{% endmacro %}

{% macro trino__get_binding_char() %}
  {%- do return('?') -%}
{% endmacro %}

{% macro trino__get_batch_size() %}
  {%- do return(1000) -%}
{% endmacro %}
