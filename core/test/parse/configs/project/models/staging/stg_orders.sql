{{ config(tags=['own'], meta={'level': 'file'}, grants={'+select': 'analyst', 'insert': ['writer']}, my_custom={'a': [1, 2]}) }}
select 1 as id
