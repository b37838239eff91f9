{# A key made of several columns: the same values give the same key, whatever their types and wherever it is computed. #}
{% macro surrogate_key(columns) -%}
    {%- set texts = [] -%}
    {%- for column in columns -%}
        {%- do texts.append("COALESCE(" ~ key_text(column) ~ ", '" ~ var("surrogate_key_null") ~ "')") -%}
    {%- endfor -%}
    {{ dbt.hash(texts | join(" || '|' || ")) }}
{%- endmacro %}


{# A value as text. #}
{% macro key_text(column) -%}
    {{ return(adapter.dispatch('key_text')(column)) }}
{%- endmacro %}

{% macro default__key_text(column) -%}
CAST({{ column }} AS VARCHAR)
{%- endmacro %}

{# Trino writes all places of a second; elsewhere zeros at the end are left out. #}
{% macro trino__key_text(column) -%}
CASE
    WHEN TYPEOF({{ column }}) LIKE 'timestamp%' THEN REGEXP_REPLACE(REGEXP_REPLACE(CAST({{ column }} AS VARCHAR), '(\.\d*?)0+$', '$1'), '\.$', '')
    ELSE CAST({{ column }} AS VARCHAR)
END
{%- endmacro %}
