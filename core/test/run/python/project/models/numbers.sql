select i as id, (i * 100000000000000000000)::hugeint as big, 'a'::enum('a', 'b') as kind, [i, i]::bigint[2] as pair
from range(3) as t(i)
