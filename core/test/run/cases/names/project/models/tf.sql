{{ config(materialized='table_function', alias='fu"n', parameters=['a']) }}
select a
