{# The model's code, and the function that keeps what it returns. It runs in a database of its own, from which the
   tables that it makes are taken over. #}
{% macro py_write_table(temporary, relation, compiled_code, partitioned_by=none, sorted_by=none) -%}
{%- set name = relation.include(database=not temporary, schema=not temporary) -%}
{{ compiled_code }}

def materialize(df, con):
    tmp_name = {{ ('__dbt_python_model_df_' ~ relation.identifier) | tojson }}
    con.register(tmp_name, df)
    con.execute({{ ('create ' ~ ('temporary ' if temporary else '') ~ 'table ' ~ name ~ ' as select * from ') | tojson }} + '"' + tmp_name.replace('"', '""') + '"')
    con.unregister(tmp_name)
{% endmacro %}
