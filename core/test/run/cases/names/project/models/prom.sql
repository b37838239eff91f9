{{ config(materialized='table', alias='pro"m') }}
select "co""l", "it's", "select", "a.b" from {{ ref('tab') }}
