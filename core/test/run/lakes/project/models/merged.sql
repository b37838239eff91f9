{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', merge_clauses={
  'when_matched': [{'action': 'update', 'mode': 'by_name'}, {'action': 'delete', 'condition': 'false'}],
  'when_not_matched': [{'action': 'insert', 'mode': 'by_name'}]
}, merge_returning_columns=['id']) }}
select 1 as id
