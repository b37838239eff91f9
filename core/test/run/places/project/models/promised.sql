select 1 as id,
   bad_column as name
