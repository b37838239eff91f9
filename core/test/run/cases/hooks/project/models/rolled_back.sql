{{ config(materialized='table', post_hook="{{ 'select no_such_column from ' ~ this if var('fail_hook', false) else '' }}") }}
select {{ 2 if var('fail_hook', false) else 1 }} as id
