{# DuckDB does not replace a table that a foreign key refers to. Tables that refer to it and are built later in the same
   run are taken down inside of its transaction; they come back, without their constraints, until their turn comes. #}

{# The kinds of constraints that an enforced contract declares. #}
{% macro enforced_constraint_types() -%}
  {%- set types = [] -%}
  {%- if config.get('contract').enforced -%}
    {%- for constraint in model.get('constraints', []) -%}
      {%- do types.append(constraint.type) -%}
    {%- endfor -%}
    {%- for column in model.get('columns', {}).values() -%}
      {%- for constraint in column.get('constraints', []) -%}
        {%- do types.append(constraint.type) -%}
      {%- endfor -%}
    {%- endfor -%}
  {%- endif -%}
  {%- do return(types) -%}
{%- endmacro %}

{# The kinds of constraints that a table has. #}
{% macro existing_constraint_types(relation) -%}
  {%- if relation is none or not relation.is_table -%}
    {%- do return([]) -%}
  {%- endif -%}
  {%- set sql -%}
    select distinct lower(replace(constraint_type, ' ', '_'))
    from duckdb_constraints()
    where lower(database_name) = lower({{ bk_text(relation.database) }})
      and lower(schema_name) = lower({{ bk_text(relation.schema) }})
      and lower(table_name) = lower({{ bk_text(relation.identifier) }})
  {%- endset -%}
  {%- do return(run_query(sql).columns[0].values() | list) -%}
{%- endmacro %}

{% macro has_foreign_key_constraints(relation=none) -%}
  {%- do return('foreign_key' in enforced_constraint_types() + existing_constraint_types(relation)) -%}
{%- endmacro %}

{# Only what has a primary key or a unique constraint can be referred to. #}
{% macro may_be_foreign_key_target(relation=none) -%}
  {%- set types = enforced_constraint_types() + existing_constraint_types(relation) -%}
  {%- do return('primary_key' in types or 'unique' in types) -%}
{%- endmacro %}

{# The tables that refer to a relation, directly or not, those that nothing refers to first; with what each refers to. #}
{% macro bk_foreign_key_dependents(relation) -%}
  {%- set sql -%}
    with recursive keys as (
      select lower(table_name) as child, lower(referenced_table) as parent
      from duckdb_constraints()
      where constraint_type = 'FOREIGN KEY'
        and lower(database_name) = lower({{ bk_text(relation.database) }})
        and lower(schema_name) = lower({{ bk_text(relation.schema) }})
        and lower(table_name) <> lower(referenced_table)
    ),
    dependents(name, depth) as (
      select child, 1 from keys where parent = lower({{ bk_text(relation.identifier) }})
      union
      select keys.child, dependents.depth + 1
      from keys join dependents on keys.parent = dependents.name
    )
    select name, to_json(list_distinct(list(parent)))::varchar
    from (select name, max(depth) as depth from dependents group by name) as deepest
    join keys on keys.child = deepest.name
    group by name, depth
    order by depth desc, name
  {%- endset -%}
  {%- do return(run_query(sql).rows) -%}
{%- endmacro %}

{# Takes down the tables that refer to a relation and keeps their rows; gives what restore_foreign_key_dependents needs.
   Fails, with the reason for each, where one of them would not be built again in this run. #}
{% macro drop_foreign_key_dependents(relation) -%}
  {%- set chain = {relation.identifier | lower: model.unique_id} -%}
  {%- set nodes = {} -%}
  {%- set dependents = bk_foreign_key_dependents(relation) -%}
  {%- set names = dependents | map(attribute=0) | list -%}
  {%- for node in (graph.nodes.values() if names else []) if node.resource_type == 'model'
      and (node.alias or node.name) | lower in names and node.schema | lower == relation.schema | lower
      and (node.database or '') | lower == (relation.database or '') | lower -%}
    {%- do nodes.update({(node.alias or node.name) | lower: node}) -%}
    {%- do chain.update({(node.alias or node.name) | lower: node.unique_id}) -%}
  {%- endfor -%}

  {%- set problems = [] -%}
  {%- for row in dependents -%}
    {%- set problem = bk_rebuild_problem(nodes.get(row[0]), fromjson(row[1]), chain) -%}
    {%- do problems.append(row[0] ~ ' (' ~ problem ~ ')') if problem -%}
  {%- endfor -%}
  {%- if problems -%}
    {%- do exceptions.raise_compiler_error("Cannot replace " ~ relation ~ ": DuckDB keeps a table that foreign keys refer to,"
        ~ " and these tables that do are not built again in this run: " ~ (problems | join('; '))) -%}
  {%- endif -%}

  {%- set dropped = [] -%}
  {%- for name in names -%}
    {%- set dependent = api.Relation.create(
        database=relation.database, schema=relation.schema, identifier=name, type='table') -%}
    {%- set backup = dependent.incorporate(path={'identifier': name ~ '__dbt_fk_backup'}) -%}
    {%- call statement('keep_dependent') -%}
      create or replace table {{ backup }} as select * from {{ dependent }}
    {%- endcall -%}
    {%- do adapter.drop_relation(dependent) -%}
    {%- do dropped.append({'relation': dependent, 'backup': backup}) -%}
  {%- endfor -%}
  {%- do return(dropped) -%}
{%- endmacro %}

{# Why a table will not be built again later in this run; none where it will. #}
{% macro bk_rebuild_problem(node, referenced, chain) -%}
  {%- if node is none -%}
    {%- do return('no model of the project builds it') -%}
  {%- elif node.unique_id not in selected_resources -%}
    {%- do return('the model ' ~ node.name ~ ' is not selected') -%}
  {%- endif -%}
  {%- set parents = [] -%}
  {%- for name in referenced if chain.get(name) in node.depends_on.nodes -%}
    {%- do parents.append(name) -%}
  {%- endfor -%}
  {%- if not parents -%}
    {%- do return('the model ' ~ node.name ~ ' does not ref() the table, so that it may be built before') -%}
  {%- endif -%}
  {%- set is_refreshed = flags.FULL_REFRESH if node.config.full_refresh is none else node.config.full_refresh -%}
  {%- if node.config.materialized != 'table' and not (node.config.materialized == 'incremental' and is_refreshed) -%}
    {%- do return('the model ' ~ node.name ~ ' would lose its rows; run with --full-refresh') -%}
  {%- endif -%}
  {%- do return(none) -%}
{%- endmacro %}

{# Puts the rows of tables that were taken down back under their names. #}
{% macro restore_foreign_key_dependents(dropped) -%}
  {%- for item in dropped | reverse -%}
    {%- do adapter.rename_relation(item['backup'], item['relation']) -%}
  {%- endfor -%}
{%- endmacro %}

{# Drops a relation inside of the model's transaction, with what refers to it, so that it can be made again. #}
{% macro drop_relation_for_rebuild(relation) -%}
  {%- set dropped = drop_foreign_key_dependents(relation) if relation.is_table and may_be_foreign_key_target(relation) else [] -%}
  {%- call statement('drop_for_rebuild') -%}
    drop {{ relation.type }} if exists {{ relation }}
  {%- endcall -%}
  {%- do adapter.cache_dropped(relation) -%}
  {%- do return(dropped) -%}
{%- endmacro %}
