select {{ function('halv') }}(1), {{ function('left_out') }}(), {{ function('a', 'b', 'c') }}
