-- One row per source: its last finished run, for staff.
-- whole_at is when it was last read from end to end.
-- uses: latest_syncs
-- source: ledger
with whole_reads as (
    select
        source,
        max(finished_at) as whole_at
    from mart_syncs
    where status = 'ok'
    group by source
)

select
    latest_syncs.source,
    coalesce(latest_syncs.status, 'off') as status,
    latest_syncs.as_of,
    whole_reads.whole_at,
    latest_syncs.started_at as last_attempt_at,
    latest_syncs.finished_at,
    latest_syncs.message,
    latest_syncs.requests,
    latest_syncs.received,
    latest_syncs.inserted,
    latest_syncs.updated,
    latest_syncs.unchanged,
    latest_syncs.superseded,
    latest_syncs.quarantined,
    latest_syncs.dialect
from latest_syncs
left join whole_reads
    on whole_reads.source = latest_syncs.source
where :all_clients
order by latest_syncs.position
