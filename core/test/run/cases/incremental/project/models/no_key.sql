{{ config(materialized='incremental', incremental_strategy='delete+insert') }}
{{ rows() }}