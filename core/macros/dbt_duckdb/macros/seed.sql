{# The target reads the file itself, so that the rows never leave it. #}

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

{# {column: type} of a table. #}
{% macro bk_table_types(relation) %}
  {%- set types = {} -%}
  {%- for column in adapter.get_columns_in_relation(relation) -%}
    {%- do types.update({column.name: column.dtype}) -%}
  {%- endfor -%}
  {%- do return(types) -%}
{% endmacro %}

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
