{{ config(format='csv', csv_read_options={'auto_detect': true, 'all_varchar': true}) }}
select * from {{ ref('plain') }} where false
