select i as id, 'n' || i as name, date '2024-01-01' + i::integer as day from range({{ var('rows', 2) }}) as t(i)
