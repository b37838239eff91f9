select 1 as id
{{ asks() if execute }}
