select 1 as id,
  {{ col('id') }} as y
