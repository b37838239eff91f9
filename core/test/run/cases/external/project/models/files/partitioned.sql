{{ config(options={'partition_by': 'year, part', 'overwrite': true}, location='parts') }}
select id, name, 2024 as year, id % 2 as part from {{ ref('plain') }}
