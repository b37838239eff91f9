{# Python's datetime of a text in a given format. #}
{% macro convert_datetime(date_str, date_fmt) %}
  {%- set message = "'" ~ date_str ~ "' is not a date in the format '" ~ date_fmt ~ "'" -%}
  {%- do return(try_or_compiler_error(message, modules.datetime.datetime.strptime, date_str.strip(), date_fmt)) -%}
{% endmacro %}

{# Each day from one date to another, both included; as text unless out_fmt is empty. #}
{% macro dates_in_range(start_date_str, end_date_str=none, in_fmt="%Y%m%d", out_fmt="%Y%m%d") %}
  {%- set first_day = convert_datetime(start_date_str, in_fmt) -%}
  {%- set last_day = convert_datetime(start_date_str if end_date_str is none else end_date_str, in_fmt) -%}
  {%- set days = (last_day - first_day).days -%}
  {%- if days < 0 -%}
    {%- do exceptions.raise_compiler_error(
        "A range of dates begins after its end (" ~ first_day ~ ", " ~ last_day ~ ")", model) -%}
  {%- endif -%}
  {%- set dates = [] -%}
  {%- for offset in range(0, days + 1) -%}
    {%- set day = modules.datetime.timedelta(days=offset) + first_day -%}
    {%- do dates.append(day.strftime(out_fmt) if out_fmt else day) -%}
  {%- endfor -%}
  {%- do return(dates) -%}
{% endmacro %}

{# The days of '20240101' or '20240101,20240131'. #}
{% macro partition_range(raw_partition_date, date_fmt='%Y%m%d') %}
  {%- set ends = (raw_partition_date | string).split(',') -%}
  {%- if ends | length > 2 -%}
    {%- do exceptions.raise_compiler_error(
        "A range of partitions is written as {start}[,{end}], not " ~ raw_partition_date) -%}
  {%- endif -%}
  {%- do return(dates_in_range(ends[0], ends[1] if ends | length == 2 else none, in_fmt=date_fmt)) -%}
{% endmacro %}

{# Now, as a text of digits that makes a name unique. #}
{% macro py_current_timestring() %}
  {%- do return(modules.datetime.datetime.now().strftime("%Y%m%d%H%M%S%f")) -%}
{% endmacro %}
