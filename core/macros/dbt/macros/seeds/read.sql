{# DuckDB reads a seed's file, whatever database its rows go to. `seed_file` is what the run found in it: path, column names,
   delimiter. #}

{# The file's cells as they stand, all text; only an empty cell without quotes is null. #}
{% macro bk_read_csv_sql() -%}
  {%- set columns = [] -%}
  {%- for name in seed_file.columns -%}
    {%- do columns.append(bk_text(name) ~ ": 'varchar'") -%}
  {%- endfor -%}
  read_csv({{ bk_text(seed_file.path) }}, auto_detect=false, header=true, columns={{ '{' ~ (columns | join(', ')) ~ '}' }},
    delim={{ bk_text(seed_file.delimiter) }}, quote='"', escape='"')
{%- endmacro %}

{# A temporary table of the file's text, of the connection that reads it. #}
{% macro bk_read_seed() %}
  {%- set raw_relation = default__make_temp_relation(this.incorporate(type='table'), '__dbt_seed')
      .include(database=False, schema=False) -%}
  {%- call statement('read_seed') -%}
    create or replace temporary table {{ raw_relation }} as select * from {{ bk_read_csv_sql() }}
  {%- endcall -%}
  {%- do return(raw_relation) -%}
{% endmacro %}

{# One row: how many rows there are, then four facts a column. Without a declared type the first says of which kinds the
   values are, as bits. With one, they are: how many values do not fit, the first such row's number and its value,
   and how many are rounded. #}
{% macro bk_seed_facts_sql(raw_relation, declared, row='rowid') -%}
  select count(*)
  {%- for name in seed_file.columns -%}
    {%- set value = adapter.quote(name) -%}
    {%- set type = declared.get(name) -%}
    {%- if type is none -%},
    bit_or({{ bk_seed_kind_sql(value) }}), null, null, null
    {%- else -%}
      {%- set misfit = bk_seed_value_sql(value) ~ ' is not null and try_cast(' ~ bk_seed_value_sql(value) ~ ' as ' ~ type ~ ') is null' -%},
    count(*) filter ({{ misfit }}), min({{ row }}) filter ({{ misfit }}) - min({{ row }}) + 1, arg_min({{ value }}, {{ row }}) filter ({{ misfit }}),
      {%- if bk_is_number(type) %}
    count(*) filter (try_cast({{ value }} as {{ type }})::double != try_cast({{ value }} as double))
      {%- else %} 0
      {%- endif -%}
    {%- endif -%}
  {%- endfor %}
  from {{ raw_relation }}
{%- endmacro %}

{% macro bk_is_number(type) -%}
  {%- set word = type | lower -%}
  {%- do return('int' in word or 'dec' in word or 'numeric' in word) -%}
{%- endmacro %}

{# The kind of one cell. Numbers that begin with 0 stay text: they are codes, and the zero is part of them. #}
{% macro bk_seed_kind_sql(value) -%}
  case
    when {{ value }} is null then 0
    when not contains('0123456789+-. nNtTfF', left({{ value }}, 1)) then 128
    when regexp_full_match({{ value }}, '\s*[+-]?(0|[1-9]\d{0,8})(\.0*)?\s*') then 1
    when regexp_full_match({{ value }}, '\s*[+-]?([1-9]\d{0,18})(\.0*)?\s*') and try_cast({{ value }} as bigint) is not null
      then if(try_cast({{ value }} as integer) is null, 2, 1)
    when regexp_full_match({{ value }}, '\s*[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*')
      and not regexp_full_match({{ value }}, '\s*[+-]?\d{16,}(\.0*)?\s*') and isfinite(try_cast({{ value }} as double)) then 4
    when lower({{ value }}) in ('null', '') then 256
    when regexp_full_match({{ value }}, '\s*\d{4}-\d{1,2}-\d{1,2}\s*') and try_cast({{ value }} as date) is not null then 8
    when regexp_full_match({{ value }}, '\s*\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{1,2}:\d{1,2}\s*')
      and try_cast({{ value }} as timestamp) is not null then 16
    when regexp_full_match({{ value }}, '\s*\d{4}-\d{2}-\d{2}T\d{2}(:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}(:?\d{2})?)?\s*')
      and try_cast({{ value }} as timestamp) is not null then 32
    when lower(trim({{ value }})) in ('true', 'false') then 64
    else 128
  end
{%- endmacro %}

{# {column: type}, declared or inferred. Fails, with row and value, where a value does not fit its declared type. #}
{% macro bk_seed_types(facts, declared) %}
  {%- set types = {} -%}
  {%- for name in seed_file.columns -%}
    {%- set at = loop.index0 * 4 + 1 -%}
    {%- set type = declared.get(name) -%}
    {%- if type is none -%}
      {%- do types.update({name: bk_seed_type(facts[at])}) -%}
    {%- else -%}
      {%- if facts[at] -%}
        {%- do bk_refuse_seed_value(name, type, facts[at], facts[at + 1], facts[at + 2]) -%}
      {%- elif facts[at + 3] -%}
        {%- do exceptions.warn("Seed " ~ model.name ~ ": " ~ facts[at + 3] ~ " values of column " ~ name
            ~ " are rounded to fit " ~ type) -%}
      {%- endif -%}
      {%- do types.update({name: type}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(types) -%}
{% endmacro %}

{% macro bk_refuse_seed_value(name, type, how_many, row, value) %}
  {%- do exceptions.raise_compiler_error(
      "Cannot load seed " ~ model.name ~ ": row " ~ row ~ ", column " ~ name ~ ": '" ~ value ~ "' is not a value of type "
      ~ type ~ (' (and ' ~ (how_many - 1) ~ ' more)' if how_many > 1 else '')
      ~ "; correct the file, or change the type under column_types and run with --full-refresh") -%}
{% endmacro %}

{# The narrowest type that takes values of all these kinds. Empty cells and the word null (bit 256) fit all of them. #}
{% macro bk_seed_type(kinds) %}
  {%- set values = (kinds or 0) % 256 -%}
  {%- set types = {0: 'integer', 1: 'integer', 2: 'bigint', 3: 'bigint', 4: 'double', 5: 'double', 6: 'double', 7: 'double',
      8: 'date', 16: 'timestamp', 32: 'timestamp', 64: 'boolean'} -%}
  {%- do return(types.get(values, 'text')) -%}
{% endmacro %}

{# A cell without the word null, which stands for none in all but text. #}
{% macro bk_seed_value_sql(value) -%}
  if(lower({{ value }}) in ('null', ''), null, {{ value }})
{%- endmacro %}

{% macro bk_is_text(type) -%}
  {%- do return(type | lower in ('text', 'varchar', 'string', 'char', 'bpchar')) -%}
{%- endmacro %}

{# The rows with their types, and whether each may be a misfit where there is a condition for that. #}
{% macro bk_seed_rows_sql(raw_relation, types, misfit=none) -%}
  {%- set is_quoted = config.get('quote_columns', none) -%}
  {%- set columns = [] -%}
  {%- for name, type in types.items() -%}
    {%- set value = adapter.quote(name) -%}
    {%- if bk_is_text(type) -%}
      {%- set typed = value -%}
    {%- elif misfit is not none -%}
      {%- set typed = 'try_cast(' ~ value ~ ' as ' ~ type ~ ')' -%}
    {%- else -%}
      {%- set typed = 'cast(' ~ bk_seed_value_sql(value) ~ ' as ' ~ type ~ ')' -%}
    {%- endif -%}
    {%- do columns.append(typed ~ ' as ' ~ adapter.quote_seed_column(name, is_quoted)) -%}
  {%- endfor -%}
  {%- if misfit is not none -%}
    {%- do columns.append('(' ~ misfit ~ ') as bk_misfit') -%}
  {%- endif -%}
  select {{ columns | join(',\n    ') }}
  from {{ raw_relation }}
{%- endmacro %}

{# The file's rows with their types, for projects that load seeds with macros of their own. #}
{% macro bk_seed_table() %}
  {%- set raw_relation = bk_read_seed() -%}
  {%- set declared = config.get('column_types') or {} -%}
  {%- set facts = run_query(bk_seed_facts_sql(raw_relation, declared)).rows[0].values() | list -%}
  {%- set table = run_query(bk_seed_rows_sql(raw_relation, bk_seed_types(facts, declared))) -%}
  {%- do run_query('drop table ' ~ raw_relation) -%}
  {%- do return(table) -%}
{% endmacro %}

{# {column: type} of the table that the file would become. #}
{% macro bk_seed_columns() %}
  {%- set raw_relation = bk_read_seed() -%}
  {%- set declared = config.get('column_types') or {} -%}
  {%- set facts = run_query(bk_seed_facts_sql(raw_relation, declared)).rows[0].values() | list -%}
  {%- do run_query('drop table ' ~ raw_relation) -%}
  {%- set types = {} -%}
  {%- for name, type in bk_seed_types(facts, declared).items() -%}
    {%- do types.update({name: type if name in declared else bk_seed_type_name(type)}) -%}
  {%- endfor -%}
  {%- do return(types) -%}
{% endmacro %}

{# What the target calls a type that was found in a file. #}
{% macro bk_seed_type_name(type) %}
  {%- do return(adapter.dispatch('bk_seed_type_name', 'dbt')(type)) -%}
{% endmacro %}

{% macro default__bk_seed_type_name(type) %}
  {%- do return(type) -%}
{% endmacro %}

{#
  The file's rows as text, for databases that take them in statements: types, `{column: type}` as the values tell; rows, how many
  there are; batches, JSON such as `[["1", "a", null], …]` in pieces of about so many characters, each row with its number first.
#}
{% macro bk_seed_values(batch_length) %}
  {%- set raw_relation = bk_read_seed() -%}
  {%- set declared = config.get('column_types') or {} -%}
  {%- set facts = run_query(bk_seed_facts_sql(raw_relation, {})).rows[0].values() | list -%}
  {%- set types = bk_seed_types(facts, {}) -%}
  {%- set cells = ['cast(number as varchar)'] -%}
  {%- for name, type in types.items() -%}
    {%- set value = adapter.quote(name) -%}
    {%- if bk_is_text(declared.get(name, type)) -%}
      {%- do cells.append(value) -%}
    {%- elif name in declared -%}
      {%- do cells.append(bk_seed_value_sql(value)) -%}
    {%- else -%}
      {%- do cells.append('cast(cast(' ~ bk_seed_value_sql(value) ~ ' as ' ~ type ~ ') as varchar)') -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set sql -%}
    select '[' || string_agg(line, ', ' order by number) || ']'
    from (
      select number, line, sum(length(line)) over (order by number) // {{ batch_length }} as batch
      from (
        select number, cast(to_json([{{ cells | join(', ') }}]) as varchar) as line
        from (select *, row_number() over (order by rowid) as number from {{ raw_relation }}) as numbered
      ) as lines
    ) as batches
    group by batch
    order by batch
  {%- endset -%}
  {%- set batches = run_query(sql).columns[0].values() | list -%}
  {%- do run_query('drop table ' ~ raw_relation) -%}
  {%- do return({'types': types, 'rows': facts[0], 'batches': batches}) -%}
{% endmacro %}
