{{ config(tags='file_tag', materialized='incremental') }}
select * from {{ source('pkg_source', 't') }}
