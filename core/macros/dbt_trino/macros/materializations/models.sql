{# A project's own default does not replace these, as with dbt-trino. #}

{% materialization table, adapter='trino' %}
  {%- do return(dbt.materialization_table_default()) -%}
{% endmaterialization %}

{% materialization view, adapter='trino' %}
  {%- do return(dbt.materialization_view_default()) -%}
{% endmaterialization %}

{% materialization incremental, adapter='trino' %}
  {%- do return(dbt.materialization_incremental_default()) -%}
{% endmaterialization %}
