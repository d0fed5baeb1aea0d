-- One row per source with its last finished run and the age of its rows.
-- A source that was never asked has a row as well.
with sources as (
    select 'podcast' as source, 1 as position
    union all
    select 'outreach', 2
    union all
    select 'indexing', 3
),

ranked_syncs as (
    select
        mart_syncs.*,
        row_number() over (
            partition by source order by started_at desc, run_id desc
        ) as age_rank
    from mart_syncs
    where status <> 'running'
)

select
    sources.position,
    sources.source,
    syncs.status,
    syncs.message,
    syncs.dialect,
    coalesce(syncs.status <> 'off', mart_as_of.as_of is not null) as is_on,
    syncs.requests,
    syncs.received,
    syncs.inserted,
    syncs.updated,
    syncs.unchanged,
    syncs.superseded,
    syncs.quarantined,
    mart_as_of.as_of,
    syncs.started_at,
    syncs.finished_at
from sources
left join ranked_syncs as syncs
    on syncs.source = sources.source
    and syncs.age_rank = 1
left join mart_as_of
    on mart_as_of.source = sources.source
