-- One row per run and table: what became of the rows that were read.
with run_tables as (
    select
        run_id,
        detail,
        unnest(json_names(detail, '$.rows')) as table_name
    from sync_runs
),

table_paths as (
    select
        run_id,
        detail,
        table_name,
        '$.rows.' || table_name as path
    from run_tables
)

select
    run_id,
    table_name,
    json_count(detail, path || '.received') as received,
    json_count(detail, path || '.inserted') as inserted,
    json_count(detail, path || '.updated') as updated,
    json_count(detail, path || '.unchanged') as unchanged,
    json_count(detail, path || '.superseded') as superseded,
    json_count(detail, path || '.quarantined') as quarantined
from table_paths
