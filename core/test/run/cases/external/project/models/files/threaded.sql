{{ config(options={'per_thread_output': true, 'overwrite': 1, 'codec': 'zstd'}, location='threads', parquet_read_options={'union_by_name': true, 'filename': false}) }}
select * from {{ ref('plain') }}
