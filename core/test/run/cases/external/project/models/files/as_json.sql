{{ config(format='json', location='{{ this.name }}.json') }}
select * from {{ ref('plain') }}
