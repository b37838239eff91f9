{# A test may be named as a model is; ref() means the model. #}
select * from {{ ref('customers') }} where id is null
