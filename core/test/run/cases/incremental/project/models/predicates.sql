{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id', incremental_predicates=["grp = 'a'"]) }}
{{ rows() }}