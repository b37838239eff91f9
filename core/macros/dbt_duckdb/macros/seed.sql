{# DuckDB reads the file itself. `seed_file` is what the run found in it: path, column names, delimiter. #}

{% macro duckdb__get_binding_char() %}
  {%- do return('?') -%}
{% endmacro %}

{% macro duckdb__get_batch_size() %}
  {%- do return(1000) -%}
{% endmacro %}

{# The steps that a project may replace are taken one by one only where it does. #}
{% macro duckdb__bk_load_seed(existing_relation, is_full_refresh) %}
  {%- set is_known = seed_file is defined and bk_is_built_in('create_csv_table') and bk_is_built_in('reset_csv_table')
      and bk_is_built_in('load_csv_rows') and bk_is_built_in('get_csv_sql') -%}
  {%- if not is_known -%}
    {%- do return(default__bk_load_seed(existing_relation, is_full_refresh)) -%}
  {%- endif -%}
  {%- set keeps_table = existing_relation is not none and not is_full_refresh -%}
  {%- set declared = bk_table_types(existing_relation) if keeps_table else (config.get('column_types') or {}) -%}
  {%- if not bk_load_seed_at_once(existing_relation if keeps_table else none, declared, is_full_refresh) -%}
    {%- do bk_load_seed_in_steps(existing_relation if keeps_table else none, declared, is_full_refresh) -%}
  {%- endif -%}
{% endmacro %}

{#
  Loads a file whose first rows tell the types, and reports true; false where that cannot be done. Whether later rows fit is seen
  while they are loaded: that takes a third of the time that looking at all of them first does. In a transaction, DuckDB reads
  a table that the same transaction has filled with one thread, the file with all.
#}
{% macro bk_load_seed_at_once(kept_relation, declared, is_full_refresh) %}
  {%- set sample_size = 10000 -%}
  {%- set sample = '(select * from ' ~ bk_read_csv_sql() ~ ' limit ' ~ sample_size ~ ')' -%}
  {%- set facts = run_query(bk_seed_facts_sql(sample, declared, 'null')).rows[0].values() | list -%}
  {%- if not bk_seed_fits(facts, declared) -%}
    {%- do return(false) -%}
  {%- endif -%}
  {%- set types = bk_seed_types(facts, declared) -%}
  {%- set misfit = bk_seed_misfit_sql(types, declared, facts) if facts[0] == sample_size else none -%}
  {%- set rows_sql = bk_seed_rows_sql(bk_read_csv_sql(), types, misfit if kept_relation is none else none) -%}
  {%- set sql = bk_seed_load_sql(kept_relation, rows_sql) -%}
  {%- set check_sql = 'select count(*), count(*) filter (' ~ (misfit if kept_relation is not none else 'bk_misfit') ~ ') from ' -%}
  {%- set rows = facts[0] -%}
  {%- if misfit is not none and kept_relation is not none -%}
    {%- set counts = run_query(check_sql ~ bk_read_csv_sql()).rows[0].values() | list -%}
    {%- if counts[1] -%}
      {%- do return(false) -%}
    {%- endif -%}
    {%- set rows = counts[0] -%}
  {%- endif -%}
  {%- call statement('load_seed') -%}
    {{ sql }}
  {%- endcall -%}
  {%- if misfit is not none and kept_relation is none -%}
    {%- set counts = run_query(check_sql ~ this).rows[0].values() | list -%}
    {%- if counts[1] -%}
      {%- do return(false) -%}
    {%- endif -%}
    {%- set rows = counts[0] -%}
    {%- call statement('drop_misfit') -%}
      alter table {{ this }} drop column bk_misfit
    {%- endcall -%}
  {%- endif -%}
  {%- do bk_report_seed(sql, rows, is_full_refresh) -%}
  {%- do return(true) -%}
{% endmacro %}

{# Looks at all rows, then loads them. Fails, with row and value, where a value does not fit its declared type. #}
{% macro bk_load_seed_in_steps(kept_relation, declared, is_full_refresh) %}
  {%- set raw_relation = bk_read_seed() -%}
  {%- set facts = run_query(bk_seed_facts_sql(raw_relation, declared)).rows[0].values() | list -%}
  {%- set sql = bk_seed_load_sql(kept_relation, bk_seed_rows_sql(raw_relation, bk_seed_types(facts, declared))) -%}
  {%- call statement('load_seed') -%}
    {{ sql }}
  {%- endcall -%}
  {%- call statement('drop_raw_seed') -%}
    drop table {{ raw_relation }}
  {%- endcall -%}
  {%- do bk_report_seed(sql, facts[0], is_full_refresh) -%}
{% endmacro %}

{% macro bk_seed_load_sql(kept_relation, rows_sql) -%}
  {%- if kept_relation is not none -%}
    truncate table {{ kept_relation }};
 insert into {{ kept_relation }} by name ({{ rows_sql }})
  {%- else -%}
    create or replace table {{ this }} as ({{ rows_sql }})
  {%- endif -%}
{%- endmacro %}

{# Loads into the table that create_csv_table made, whose types decide. #}
{% macro duckdb__load_csv_rows(model, agate_table) %}
  {%- if seed_file is not defined or not config.get('fast', true) -%}
    {%- do return(default__load_csv_rows(model, agate_table)) -%}
  {%- endif -%}
  {%- set sql = 'insert into ' ~ this.render() ~ ' by name (select * from ' ~ bk_read_csv_sql() ~ ')' -%}
  {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
  {%- do return(sql) -%}
{% endmacro %}

{# The file's cells as they stand, all text; only an empty cell without quotes is null. #}
{% macro bk_read_csv_sql() -%}
  {%- set columns = [] -%}
  {%- for name in seed_file.columns -%}
    {%- do columns.append(bk_text(name) ~ ": 'varchar'") -%}
  {%- endfor -%}
  read_csv({{ bk_text(seed_file.path) }}, auto_detect=false, header=true, columns={{ '{' ~ (columns | join(', ')) ~ '}' }},
    delim={{ bk_text(seed_file.delimiter) }}, quote='"', escape='"')
{%- endmacro %}

{% macro bk_text(value) -%}
  '{{ value | replace("'", "''") }}'
{%- endmacro %}

{# A temporary table of the file's text. #}
{% macro bk_read_seed() %}
  {%- set raw_relation = make_temp_relation(this.incorporate(type='table')) -%}
  {%- call statement('read_seed') -%}
    create or replace temporary table {{ raw_relation }} as select * from {{ bk_read_csv_sql() }}
  {%- endcall -%}
  {%- do return(raw_relation) -%}
{% endmacro %}

{# {column: type} of a table. #}
{% macro bk_table_types(relation) %}
  {%- set types = {} -%}
  {%- for column in adapter.get_columns_in_relation(relation) -%}
    {%- do types.update({column.name: column.dtype}) -%}
  {%- endfor -%}
  {%- do return(types) -%}
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

{# Whether all values fit their declared types as they are. #}
{% macro bk_seed_fits(facts, declared) %}
  {%- for name in seed_file.columns if name in declared -%}
    {%- set at = seed_file.columns.index(name) * 4 + 1 -%}
    {%- if facts[at] or facts[at + 3] -%}
      {%- do return(false) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(true) -%}
{% endmacro %}

{#
  A condition that holds for a row in which a value may be of another kind than its column's type tells: it does not fit, or is
  written in a way that only a closer look can judge. Columns of text take anything.
#}
{% macro bk_seed_misfit_sql(types, declared, facts) -%}
  {%- set conditions = [] -%}
  {%- for name, type in types.items() if not bk_is_text(type) -%}
    {%- set value = adapter.quote(name) -%}
    {%- set typed = 'try_cast(' ~ value ~ ' as ' ~ type ~ ')' -%}
    {%- if name in declared -%}
      {%- set is_odd = typed ~ '::double != try_cast(' ~ value ~ ' as double)' if bk_is_number(type) else 'false' -%}
    {%- else -%}
      {%- set is_odd = bk_seed_odd_sql(value, type) -%}
    {%- endif -%}
    {%- do conditions.append('case when ' ~ typed ~ ' is null then ' ~ value ~ " is not null and lower(" ~ value ~ ") not in ('null', '') else "
        ~ is_odd ~ ' end') -%}
  {%- endfor -%}
  {{ conditions | join(' or ') if conditions else 'false' }}
{%- endmacro %}

{# A condition that holds for cells that can be cast to a type but are not written as its values always may be. #}
{% macro bk_seed_odd_sql(value, type) -%}
  {%- if type in ('integer', 'bigint') -%}
    cast(try_cast({{ value }} as {{ type }}) as varchar) != {{ value }}
  {%- elif type == 'double' -%}
    length({{ value }}) > 15 or contains({{ value }}, '_') or not isfinite(try_cast({{ value }} as double))
      or not (left(ltrim({{ value }}, '-'), 1) between '1' and '9' or {{ value }} = '0' or left(ltrim({{ value }}, '-'), 2) = '0.')
  {%- elif type == 'date' -%}
    length({{ value }}) != 10 or {{ value }}[5] != '-' or left({{ value }}, 1) < '0'
  {%- elif type == 'timestamp' -%}
    length({{ value }}) != 19 or {{ value }}[5] != '-' or {{ value }}[11] != ' ' or {{ value }}[17] != ':' or {{ value }}[19] not between '0' and '9' or left({{ value }}, 1) < '0'
  {%- else -%}
    lower({{ value }}) not in ('true', 'false')
  {%- endif -%}
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
  {%- do return(bk_seed_types(facts, declared)) -%}
{% endmacro %}
