{{ config(pre_hook="{{ hooked('no_table_macro') }}") }}
select 1 as id
