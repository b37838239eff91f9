case when {{ '"order id"' }} = 1 then 'first' else 'later' end
