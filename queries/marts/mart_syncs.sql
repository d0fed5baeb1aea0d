-- One row per run of one source, with its rows counted over all tables.
with run_counts as (
    select
        run_id,
        cast(sum(received) as bigint) as received,
        cast(sum(inserted) as bigint) as inserted,
        cast(sum(updated) as bigint) as updated,
        cast(sum(unchanged) as bigint) as unchanged,
        cast(sum(superseded) as bigint) as superseded,
        cast(sum(quarantined) as bigint) as quarantined
    from stg_ledger__sync_counts
    group by run_id
)

select
    runs.run_id,
    runs.source,
    runs.status,
    runs.reason,
    runs.message,
    runs.trigger,
    json_text(runs.detail, '$.dialect') as dialect,
    runs.requests,
    json_count(runs.detail, '$.fewest') as fewest,
    run_counts.received,
    run_counts.inserted,
    run_counts.updated,
    run_counts.unchanged,
    run_counts.superseded,
    run_counts.quarantined,
    runs.started_at,
    runs.finished_at
from stg_ledger__sync_runs as runs
left join run_counts
    on run_counts.run_id = runs.run_id
