{{ config(materialized='incremental', alias='in"c \'x', unique_key='"co""l"', on_schema_change='sync_all_columns') }}
select * {% if is_incremental() %}, 7 as "new ""c" {% endif %} from {{ ref('tab') }} {% if is_incremental() %} where "co""l" >= (select max("co""l") from {{ this }}){% endif %}
