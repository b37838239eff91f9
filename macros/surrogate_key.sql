{# A key made of several columns: the same values give the same key, whatever their types. #}
{% macro surrogate_key(columns) -%}
MD5(
    {%- for column in columns %}
    COALESCE(CAST({{ column }} AS VARCHAR), '{{ var("surrogate_key_null") }}')
    {%- if not loop.last %} || '|' ||{% endif %}
    {%- endfor %}
)
{%- endmacro %}
