{{ config(severity='warn', error_if='> 5') }}
select * from {{ ref('data') }} where amount is null