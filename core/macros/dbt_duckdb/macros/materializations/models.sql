{# Of these two dbt has one for DuckDB itself, which a project's own default does not replace. #}

{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- do return(dbt.materialization_table_default()) -%}
{% endmaterialization %}

{% materialization incremental, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- do return(dbt.materialization_incremental_default()) -%}
{% endmaterialization %}
