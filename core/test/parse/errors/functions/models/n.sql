select {{ function('half', 'halv') }}(1)
