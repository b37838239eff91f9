{{ config(materialized='table', indexes=[{'columns': ['id'], 'unique': true}]) }}
select {{ var('run', 1) }} as id
