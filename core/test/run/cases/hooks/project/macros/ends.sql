{% macro write_ends(results) %}
  {%- for result in results if result.node.resource_type == 'model' -%}
    insert into main.ends values ('{{ result.node.name }}', '{{ result.status }}', '{{ schemas | join(',') }}');
  {%- endfor -%}
{% endmacro %}
