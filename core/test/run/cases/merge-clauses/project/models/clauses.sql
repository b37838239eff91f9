{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', merge_clauses={
  'when_matched': [{'action': 'delete', 'condition': 'DBT_INTERNAL_SOURCE.id = 2'}, {'action': 'update', 'mode': 'star'}],
  'when_not_matched': [{'action': 'insert', 'mode': 'explicit', 'insert': {'columns': ['id', 'run'], 'values': ['DBT_INTERNAL_SOURCE.id', '99']}}]
}) }} {{ rows() }}
