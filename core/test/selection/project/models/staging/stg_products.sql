{{ config(enabled=true, meta={'owner': 'catalog', 'pii': false, 'rows': 3}) }}
select 1 as product_id
