select {{ env_var('NOT_SET') }}, {{ var('not_set') }}
