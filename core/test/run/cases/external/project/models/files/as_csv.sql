{{ config(location='as_csv.csv', delimiter='|') }}
select * from {{ ref('plain') }}
