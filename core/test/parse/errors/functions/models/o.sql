select {{ function('halv') }}(1), {{ function('left_out') }}()
