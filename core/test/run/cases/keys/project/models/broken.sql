{{ config(materialized='ephemeral') }}
{{ exceptions.raise_compiler_error('broken on purpose') if execute }}
select 1 as id
