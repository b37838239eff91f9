{#
  Readers never open the warehouse that a build writes. At the end of an invocation in which everything could be built, the
  tables that they need are copied into a database file of their own, which nobody changes any more; then a small file beside
  the warehouse names it as the newest. With them goes what is known of their making: `publication.nodes` and
  `publication.build`.
#}
{% macro publish(results, tag='dashboard') %}
    {% if execute and results and target.type == 'duckdb' %}
        {% do keep_outcomes(results) %}
        {% set warehouse = run_query("SELECT path FROM duckdb_databases() WHERE database_name = CURRENT_DATABASE()").rows[0][0] %}
        {% set unfinished = results
            | rejectattr('node.resource_type', 'in', ['test', 'unit_test', 'operation'])
            | rejectattr('status', 'equalto', 'success') | list %}
        {% set tables = published_tables(tag) %}
        {% set absent = tables | rejectattr('exists') | map(attribute='name') | list %}
        {% if unfinished %}
            {% do log('Not published: ' ~ unfinished | length ~ ' could not be built. Readers stay with the last finished build.', info=true) %}
        {% elif absent %}
            {% do log('Not published: not built yet are ' ~ absent | join(', ') ~ '.', info=true) %}
        {% elif warehouse and tables %}
            {% set stem = warehouse[:-7] if warehouse.endswith('.duckdb') else warehouse %}
            {% do remove_older_copies(stem) %}
            {% do copy_for_readers(stem, tables) %}
        {% endif %}
    {% endif %}
{% endmacro %}


{# The tables with a tag, as {name, relation, exists}. #}
{% macro published_tables(tag) %}
    {% set tables = [] %}
    {% for node in graph.nodes.values() if tag in node.tags and node.resource_type in ['model', 'snapshot', 'seed'] %}
        {% set relation = adapter.get_relation(node.database, node.schema, node.alias) %}
        {% do tables.append({
            'name': node.name,
            'relation': api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias),
            'exists': relation is not none,
        }) %}
    {% endfor %}
    {% do return(tables) %}
{% endmacro %}


{#
  How each node ended when it last ran: an invocation runs some of them, readers ask about all. A model that could not be built is
  still as it was, and a test that was skipped has said nothing.
#}
{% macro keep_outcomes(results) %}
    {% do run_query('CREATE SCHEMA IF NOT EXISTS publication') %}
    {% do run_query('CREATE TABLE IF NOT EXISTS publication.outcomes (
        unique_id VARCHAR PRIMARY KEY, status VARCHAR, failures BIGINT, ran_at TIMESTAMP, compiled_sql VARCHAR
    )') %}
    {% set rows = [] %}
    {% for result in results if result.node and result.status != 'skipped' and (result.status == 'success' or 'test' in result.node.resource_type) %}
        {% do rows.append('(' ~ [
            sql_text(result.node.unique_id),
            sql_text(result.status | string),
            result.failures if result.failures is not none else 'NULL',
            sql_text(run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f')),
            sql_text(result.node.compiled_code),
        ] | join(', ') ~ ')') %}
    {% endfor %}
    {% if rows %}
        {% do run_query('INSERT OR REPLACE INTO publication.outcomes VALUES ' ~ rows | join(', ')) %}
    {% endif %}
{% endmacro %}


{#
  Removes all copies but the newest: it is about to be the last but one, and a reader who has just looked may be about to open
  it. Readers who have an older one open keep it until they close it.
#}
{% macro remove_older_copies(stem) %}
    {% set newest = stem ~ '.published.json' %}
    {% if adapter.location_exists(newest) %}
        {% set older = run_query('SELECT file FROM glob(' ~ sql_text(stem ~ '.published-*.duckdb') ~ ') WHERE NOT contains(file, (
            SELECT CAST(invocation_id AS VARCHAR) FROM read_json(' ~ sql_text(newest) ~ ')
        ))') %}
        {% for row in older.rows %}
            {% do adapter.bk_remove_database(row[0]) %}
        {% endfor %}
    {% endif %}
{% endmacro %}


{% macro copy_for_readers(stem, tables) %}
    {% set copy = stem ~ '.published-' ~ invocation_id ~ '.duckdb' %}
    {% do run_query('ATTACH ' ~ sql_text(copy) ~ ' AS publication_copy') %}
    {% for schema in tables | map(attribute='relation.schema') | unique %}
        {% do run_query('CREATE SCHEMA IF NOT EXISTS publication_copy.' ~ adapter.quote(schema)) %}
    {% endfor %}
    {% for table in tables %}
        {% do run_query('CREATE TABLE publication_copy.' ~ adapter.quote(table.relation.schema) ~ '.' ~ adapter.quote(table.relation.identifier)
            ~ ' AS FROM ' ~ table.relation) %}
    {% endfor %}
    {% do run_query('CREATE SCHEMA publication_copy.publication') %}
    {% do run_query(published_nodes_sql()) %}
    {% do run_query('CREATE TABLE publication_copy.publication.build AS SELECT '
        ~ sql_text(invocation_id) ~ ' AS invocation_id, '
        ~ 'CAST(' ~ sql_text(run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f')) ~ ' AS TIMESTAMP) AS built_at') %}
    {% do run_query('DETACH publication_copy') %}
    {# The name of the newest is written beside and moved into its place, so that it is read whole or not at all. #}
    {% do run_query('COPY (SELECT ' ~ sql_text(invocation_id) ~ ' AS invocation_id) TO '
        ~ sql_text(stem ~ '.published.json') ~ ' (FORMAT json, USE_TMP_FILE true)') %}
{% endmacro %}


{# A table of all nodes and sources: what they are, what they read, and how they ended. #}
{% macro published_nodes_sql() %}
    {% set rows = [] %}
    {% for node in (graph.nodes.values() | list) + (graph.sources.values() | list) if node.resource_type != 'operation' %}
        {% do rows.append('(' ~ [
            sql_text(node.unique_id),
            sql_text(node.name if node.resource_type != 'source' else node.source_name ~ '.' ~ node.name),
            sql_text(node.resource_type),
            sql_text(node.description),
            sql_text(node.original_file_path),
            sql_text(node.raw_code),
            sql_list(node.depends_on.nodes if node.depends_on else []),
        ] | join(', ') ~ ')') %}
    {% endfor %}
    {% do return('CREATE TABLE publication_copy.publication.nodes AS
        SELECT nodes.*, outcomes.status, outcomes.failures, outcomes.ran_at, outcomes.compiled_sql
        FROM (VALUES ' ~ rows | join(', ') ~ ') AS nodes
            (unique_id, name, resource_type, description, path, source_sql, depends_on)
        LEFT JOIN publication.outcomes AS outcomes USING (unique_id)') %}
{% endmacro %}


{% macro sql_text(value) -%}
    {%- do return("NULL" if value is none or value is undefined else "'" ~ (value | string | replace("'", "''")) ~ "'") -%}
{%- endmacro %}


{% macro sql_list(values) -%}
    {%- set texts = [] -%}
    {%- for value in values -%}{%- do texts.append(sql_text(value)) -%}{%- endfor -%}
    {%- do return("CAST([" ~ texts | join(', ') ~ "] AS VARCHAR[])") -%}
{%- endmacro %}
