{% macro greet() %}{{ return(adapter.dispatch('greet', 'helper_pkg')()) }}{% endmacro %}
{% macro default__greet() %}{{ var('greeting') }}{% endmacro %}
{% test is_odd(model, column_name, factor=2) %}select * from {{ model }} where {{ column_name }} % {{ factor }} = 0{% endtest %}
{% macro unused() %}{{ helper_pkg.greet() }}{{ generate_schema_name('x', none) }}{% endmacro %}
