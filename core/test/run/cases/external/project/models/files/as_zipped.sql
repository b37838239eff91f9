{{ config(location='as_zipped.CSV.GZ') }}
select * from {{ ref('plain') }}
