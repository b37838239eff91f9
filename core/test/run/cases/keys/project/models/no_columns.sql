{{ config(materialized='table') }}
select {{ adapter.get_columns_in_relation(api.Relation.create(database=target.database, schema='nowhere', identifier='nothing')) | length }} as n
