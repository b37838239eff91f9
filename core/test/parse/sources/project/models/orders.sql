select * from {{ source('raw', 'orders') }} join {{ source('plain', 't1') }} using (id) join {{ source('raw', 'customers') }} using (id)
