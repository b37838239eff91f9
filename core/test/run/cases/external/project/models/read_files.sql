{{ config(materialized='table') }}
-- depends_on: {{ ref('empty_parquet') }} {{ ref('as_csv') }} {{ ref('partitioned') }}
select 'empty' as kind, count(*)::varchar as what from read_parquet('empty_parquet.parquet')
union all select 'csv', content from read_text('as_csv.csv')
union all select 'exists', '{{ adapter.location_exists('as_csv.csv') }} {{ location_exists('nowhere.csv') if execute }}'
union all select 'options', '{{ adapter.external_write_options('a/b.csv.gz', {'delimiter': ';'}) | replace("'", '') }}'
union all select 'root', '{{ adapter.external_root() }}'
