{% snapshot duplicates %}
{{ config(unique_key=['id', 'part'], strategy='check', check_cols=['name']) }}
select * from (values (1, 1, 'a'), (2, 1, 'b') {{ ", (2, 1, 'c'), (3, 1, 'd'), (3, 1, 'e')" if var('run', 1) > 1 }}) as t(id, part, name)
{% endsnapshot %}
{% snapshot backwards %}
{{ config(unique_key='id', strategy='check', check_cols=['name'], updated_at='changed_at') }}
select 1 as id, {{ "'b'" if var('run', 1) > 1 else "'a'" }} as name, timestamp '{{ '2023' if var('run', 1) > 1 else '2024' }}-01-01' as changed_at
{% endsnapshot %}
{% snapshot nulls %}
{{ config(unique_key=['id', 'part'], strategy='check', check_cols=['name']) }}
select * from (values (1, cast(null as integer), '{{ var('run', 1) }}'), (null, null, 'same')) as t(id, part, name)
{% endsnapshot %}
{% snapshot new_duplicates %}
{{ config(unique_key='id', strategy='timestamp', updated_at='changed_at') }}
select * from (values (1, timestamp '2024-01-01'), (1, timestamp '2024-01-02')) as t(id, changed_at)
{% endsnapshot %}
{% snapshot returning %}
{{ config(unique_key='id', strategy='timestamp', updated_at='changed_at', hard_deletes='new_record') }}
select * from (values (1, timestamp '2024-01-01'), (2, timestamp '2024-01-01')) as t(id, changed_at) where id != {{ var('run', 1) }}
{% endsnapshot %}
