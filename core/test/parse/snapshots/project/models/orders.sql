select 1 as id, now() as updated_at
