{# Whether the model adds to a table that stands, rather than building it from nothing. #}
{% macro is_incremental() %}
  {%- if not execute or model.config.materialized != 'incremental' -%}
    {%- do return(False) -%}
  {%- endif -%}
  {%- set relation = adapter.get_relation(this.database, this.schema, this.table) -%}
  {%- do return(relation is not none and relation.type == 'table' and not should_full_refresh()) -%}
{% endmacro %}
