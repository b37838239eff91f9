select {{ double_it('amount') }} as kpi from {{ ref('revenue_by_country') }}
