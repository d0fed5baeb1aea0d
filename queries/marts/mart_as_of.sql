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
    select 'indexing', max(moment)
    from (
        select checked_at as moment from stg_indexing__checks
        union all
        select coalesce(finished_at, sent_at) from stg_indexing__submissions
        union all
        select planned_at from stg_indexing__collected
    ) as moments
)

select
    readings.source,
    -- plans, submissions and verdicts of people come between two runs
    case
        when readings.source = 'indexing'
            then greatest(runs.finished_at, readings.read_at)
        else coalesce(runs.finished_at, readings.read_at)
    end as as_of
from readings
left join runs on runs.source = readings.source
