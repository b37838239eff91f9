{{ config(materialized='table') }}
{% if execute %}{% do adapter.drop_relation(api.Relation.create(database='lake', schema='main', identifier='nothing', type='table')) %}{% endif %}
select '{{ adapter.is_ducklake(this) }}' as is_lake
