{{ config(materialized='table', tags=['daily', 'slow'], meta={'team': 'bi', 'level': 3}, alias='weekly_report', unique_key='id', post_hook="select 1", persist_docs={'relation': true}, custom='own words', grants={'select': ['reader']}) }}
-- depends_on: {{ ref('orders') }} {{ ref('customers', v=1) }} {{ ref('customers') }} {{ ref('helper') }} {{ ref('countries') }} {{ ref('tools', 'tool_model') }} {{ source('raw', 'payments') }} {{ source('raw', 'events') }} {{ ref('history') }}
select 1 as id
