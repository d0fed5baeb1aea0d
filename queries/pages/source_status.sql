-- One row per source: its last finished run, for staff.
-- uses: latest_syncs
-- source: ledger
select
    source,
    coalesce(status, 'off') as status,
    as_of,
    started_at as last_attempt_at,
    message,
    requests,
    received,
    inserted,
    updated,
    unchanged,
    superseded,
    quarantined,
    dialect
from latest_syncs
where :all_clients
order by position
