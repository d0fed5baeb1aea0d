-- One row per source: the moment its rows speak of.
with runs as (
    select
        source,
        max(finished_at) as finished_at
    from stg_ledger__sync_runs
    where status in ('ok', 'partial')
    group by source
),

-- before a first whole sync, rows are as old as the latest reading
readings as (
    select 'podcast' as source, max(fetched_at) as read_at
    from stg_podcast__orders
    union all
    select 'outreach', max(fetched_at) from stg_outreach__campaigns
    union all
    select 'indexing', max(checked_at) from stg_indexing__checks
)

select
    readings.source,
    coalesce(runs.finished_at, readings.read_at) as as_of
from readings
left join runs on runs.source = readings.source
