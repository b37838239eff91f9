{{ config(materialized='incremental', incremental_strategy='merge', unique_key=['id', 'grp'], merge_exclude_columns=['run']) }}
{{ rows() }}