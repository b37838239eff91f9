{# What the materializations of models share. #}

{# Builds `target` from the node's SQL in the place of `existing` (or of nothing); `main` is the statement that does.
   Whatever fails, the former relation stands. Gives a relation to drop after the commit, or none. #}
{% macro bk_build_relation(existing, target, sql) %}
  {%- do return(adapter.dispatch('bk_build_relation', 'dbt')(existing, target, sql)) -%}
{% endmacro %}

{# Beside the former relation, then by exchange of names. #}
{% macro default__bk_build_relation(existing, target, sql) %}
  {%- if existing is none -%}
    {%- call statement('main', language=model['language']) -%}
      {{ bk_create_sql(target, sql) }}
    {%- endcall -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- set intermediate = make_intermediate_relation(target) -%}
  {%- set backup = make_backup_relation(target, existing.type) -%}
  {%- do drop_relation_if_exists(load_cached_relation(intermediate)) -%}
  {%- do drop_relation_if_exists(load_cached_relation(backup)) -%}
  {%- call statement('main', language=model['language']) -%}
    {{ bk_create_sql(intermediate, sql) }}
  {%- endcall -%}
  {%- set dependents = bk_free_relation(existing) -%}
  {%- do adapter.rename_relation(existing, backup) -%}
  {%- do adapter.rename_relation(intermediate, target) -%}
  {%- do bk_restore_dependents(dependents) -%}
  {%- do return(backup) -%}
{% endmacro %}

{# Takes away what keeps a relation from being renamed; gives what bk_restore_dependents puts back. #}
{% macro bk_free_relation(relation) %}
  {%- do return(adapter.dispatch('bk_free_relation', 'dbt')(relation)) -%}
{% endmacro %}

{% macro default__bk_free_relation(relation) %}
  {%- do return([]) -%}
{% endmacro %}

{% macro bk_restore_dependents(dependents) %}
  {%- do return(adapter.dispatch('bk_restore_dependents', 'dbt')(dependents)) -%}
{% endmacro %}

{% macro default__bk_restore_dependents(dependents) %}
{% endmacro %}

{# The statement that creates a relation of the target's kind. #}
{% macro bk_create_sql(relation, sql) -%}
  {%- if relation.is_view -%}
    {%- do return(get_create_view_as_sql(relation, sql)) -%}
  {%- elif model['language'] == 'sql' -%}
    {%- do return(get_create_table_as_sql(False, relation, sql)) -%}
  {%- endif -%}
  {%- do return(create_table_as(False, relation, sql, model['language'])) -%}
{%- endmacro %}

{# Whether a macro and what it dispatches to are the ones that ship with the adapter, so that what they do is known. #}
{% macro bk_is_built_in(name) -%}
  {%- set built_in = dbt[adapter.type() ~ '__' ~ name] or dbt['default__' ~ name] -%}
  {%- do return(context[name] is sameas dbt[name] and adapter.dispatch(name, 'dbt') is sameas built_in) -%}
{%- endmacro %}

{# Whether the build is more than one statement, and so has to be held together by a transaction. #}
{% macro bk_needs_transaction() -%}
  {%- do return(true if pre_hooks or post_hooks or config.get('persist_docs') or config.get('grants')
      or config.get('sql_header') or config.get('contract').enforced else false) -%}
{%- endmacro %}

{# Grants and comments, after the relation is built. A project's own macros for them are always called. #}
{% macro bk_dress_relation(relation, existing, full_refresh_mode=True) %}
  {%- set grants = config.get('grants') -%}
  {%- if grants or not bk_is_built_in('apply_grants') -%}
    {%- do apply_grants(relation, grants, should_revoke=should_revoke(existing, full_refresh_mode)) -%}
  {%- endif -%}
  {%- if config.get('persist_docs') or not bk_is_built_in('persist_docs') -%}
    {%- do persist_docs(relation, model) -%}
  {%- endif -%}
{% endmacro %}

{# The indexes of the config, or what a project's own macro makes of it. #}
{% macro bk_index_relation(relation) %}
  {%- if config.get('indexes') or not bk_is_built_in('create_indexes') -%}
    {%- do create_indexes(relation) -%}
  {%- endif -%}
{% endmacro %}
