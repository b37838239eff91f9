{# Where Trino says it in other words than most. #}

{% macro trino__any_value(expression) -%}
    any_value({{ expression }})
{%- endmacro %}

{# Aggregates are joined as text; null where there is nothing to join, as with other databases. #}
{% macro trino__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- set values = 'array_agg(' ~ measure ~ ' ' ~ (order_by_clause or '') ~ ') filter (where ' ~ measure ~ ' is not null)' -%}
    array_join({{ 'slice(' ~ values ~ ', 1, ' ~ limit_num ~ ')' if limit_num else values }}, {{ delimiter_text }})
{%- endmacro %}

{% macro trino__array_construct(inputs, data_type) -%}
  {%- if inputs | length > 0 -%}
    array[{{ inputs | join(', ') }}]
  {%- else -%}
    cast(array[] as array({{ data_type }}))
  {%- endif -%}
{%- endmacro %}

{% macro trino__array_append(array, new_element) -%}
    {{ array }} || array[{{ new_element }}]
{%- endmacro %}

{% macro trino__array_concat(array_1, array_2) -%}
    {{ array_1 }} || {{ array_2 }}
{%- endmacro %}

{% macro trino__safe_cast(field, type) -%}
    try_cast({{ field }} as {{ type }})
{%- endmacro %}

{% macro trino__concat(fields) -%}
  {%- set texts = [] -%}
  {%- for field in fields -%}
    {%- do texts.append('cast(' ~ field ~ ' as varchar)') -%}
  {%- endfor -%}
    {{ texts | join(' || ') }}
{%- endmacro %}

{% macro trino__hash(field) -%}
    lower(to_hex(md5(to_utf8(cast({{ field }} as varchar)))))
{%- endmacro %}

{% macro trino__right(string_text, length_expression) -%}
    case when {{ length_expression }} = 0 then '' else substr({{ string_text }}, greatest(length({{ string_text }}) - {{ length_expression }} + 1, 1)) end
{%- endmacro %}

{% macro trino__split_part(string_text, delimiter_text, part_number) -%}
  {%- if part_number is number and part_number < 0 -%}
    {{ dbt._split_part_negative(string_text, delimiter_text, part_number) }}
  {%- else -%}
    split_part({{ string_text }}, {{ delimiter_text }}, {{ part_number }})
  {%- endif -%}
{%- endmacro %}

{% macro trino__date(year, month, day) -%}
    date '{{ modules.datetime.date(year, month, day).strftime('%Y-%m-%d') }}'
{%- endmacro %}

{# A date becomes a timestamp where the part is shorter than a day, as elsewhere; here that takes a cast of the author's. #}
{% macro trino__dateadd(datepart, interval, from_date_or_timestamp) -%}
    date_add('{{ datepart | lower }}', {{ interval }}, {{ from_date_or_timestamp }})
{%- endmacro %}

{# How many bounds of a part lie between two times; weeks begin on Sunday. Trino's own date_diff counts whole parts. #}
{% macro trino__datediff(first_date, second_date, datepart) -%}
  {%- set part = datepart | lower -%}
  {%- if part in ('microsecond', 'nanosecond') -%}
    {%- do exceptions.raise_compiler_error("datediff counts no " ~ part ~ "s on Trino; milliseconds are the shortest") -%}
  {%- elif part == 'week' -%}
    date_diff('week', date_trunc('week', cast({{ first_date }} as timestamp(6)) + interval '1' day),
        date_trunc('week', cast({{ second_date }} as timestamp(6)) + interval '1' day))
  {%- else -%}
    date_diff('{{ part }}', date_trunc('{{ part }}', cast({{ first_date }} as timestamp(6))),
        date_trunc('{{ part }}', cast({{ second_date }} as timestamp(6))))
  {%- endif -%}
{%- endmacro %}

{% macro trino__generate_series(upper_bound) %}
    select generated_number
    from unnest(sequence(1, {{ upper_bound }})) as series (generated_number)
{% endmacro %}

{% macro trino__date_spine(datepart, start_date, end_date) %}
    select spine.date_{{ datepart }}
    from (
        select {{ dbt.dateadd(datepart, 'generated_number - 1', start_date) }} as date_{{ datepart }}
        from ({{ dbt.generate_series(dbt.get_intervals_between(start_date, end_date, datepart)) }}) as numbers
    ) as spine
    where spine.date_{{ datepart }} <= {{ end_date }}
{% endmacro %}

