{{ config(materialized='table', alias='ta"b.\'l e', indexes=[{'columns': ['"co""l"'], 'unique': true}]) }}
select 1 as "co""l", 'x' as "it's", 2 as "select", 3 as "a.b", 4 as "sp ace", 5 as "Ünï", 6 as "UP"
