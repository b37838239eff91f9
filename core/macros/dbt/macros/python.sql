{# What is put behind the author's code of a Python model, so that `model(dbt, session)` can be called. #}

{% macro resolve_model_name(input_model_name) %}
  {%- do return(adapter.dispatch('resolve_model_name', 'dbt')(input_model_name)) -%}
{% endmacro %}

{%- macro default__resolve_model_name(input_model_name) -%}
  {{ input_model_name | string }}
{%- endmacro -%}

{# A relation's name as the code will ask for it; a project's own ref() may give text. #}
{% macro bk_python_name(relation) -%}
  {%- do return(resolve_model_name(relation.render() if relation.render is defined else relation) | trim) -%}
{%- endmacro %}

{# The function behind dbt.ref(), which knows the models that the code refers to. #}
{% macro build_ref_function(model) %}
  {%- set names = {} -%}
  {%- for reference in model.refs -%}
    {%- set path = [reference.get('package'), reference['name']] | select | list -%}
    {%- set relation = ref(*path, v=reference.get('version')) -%}
    {%- set version = ['v' ~ reference['version']] if reference.get('version') else [] -%}
    {%- do names.update({(path + version) | join('.'): bk_python_name(relation)}) -%}
  {%- endfor %}
def ref(*args, **kwargs):
    names = {{ names | tojson }}
    version = kwargs.get("v") or kwargs.get("version")
    key = ".".join(args) + (f".v{version}" if version else "")
    return kwargs["dbt_load_df_function"](names[key])
{% endmacro %}

{% macro build_source_function(model) %}
  {%- set names = {} -%}
  {%- for path in model.sources -%}
    {%- do names.update({path | join('.'): bk_python_name(source(*path))}) -%}
  {%- endfor %}
def source(*args, dbt_load_df_function):
    names = {{ names | tojson }}
    return dbt_load_df_function(names[".".join(args)])
{% endmacro %}

{# The configs that the code asks for, with what it says they are otherwise. #}
{% macro build_config_dict(model) %}
  {%- set configs = {} -%}
  {%- for name, default in zip(model.config.config_keys_used or [], model.config.config_keys_defaults or []) -%}
    {%- do configs.update({name: model.config.get(name, default)}) -%}
  {%- endfor -%}
  {%- set metas = {} -%}
  {%- for name, default in zip(model.config.meta_keys_used or [], model.config.meta_keys_defaults or []) -%}
    {%- do metas.update({name: (model.config.meta or {}).get(name, default)}) -%}
  {%- endfor %}
config_dict = {{ configs }}
meta_dict = {{ metas }}
{% endmacro %}

{% macro py_script_postfix(model) %}
# What follows is not part of the model: it is what the model is called with.

{{ build_ref_function(model) }}
{{ build_source_function(model) }}
{{ build_config_dict(model) }}

class config:
    def __init__(self, *args, **kwargs):
        pass

    @staticmethod
    def get(key, default=None):
        return config_dict.get(key, default)

    @staticmethod
    def meta_get(key, default=None):
        return meta_dict.get(key, default)


class this:
    database = {{ this.database | tojson if this.database is not none else 'None' }}
    schema = {{ this.schema | tojson }}
    identifier = {{ this.identifier | tojson }}

    def __repr__(self):
        return {{ bk_python_name(this) | tojson }}


class dbtObj:
    def __init__(self, load_df_function):
        self.ref = lambda *args, **kwargs: ref(*args, **kwargs, dbt_load_df_function=load_df_function)
        self.source = lambda *args: source(*args, dbt_load_df_function=load_df_function)
        self.config = config
        self.this = this()
        self.is_incremental = {{ is_incremental() }}

{{ py_script_comment() }}
{% endmacro %}

{# For what an adapter has to say about running the code. #}
{%macro py_script_comment()%}
{%endmacro%}
