-- One row per vendor row that was not accepted, for staff.
-- source: ledger
select
    quarantine_id,
    source,
    entity,
    row_key,
    field,
    reason,
    first_seen_at,
    last_seen_at,
    times_seen,
    raw,
    endpoint,
    released_at
from mart_quarantine
where
    :all_clients
    and first_seen_at < :end_at
    and last_seen_at >= :start_at
order by last_seen_at desc, quarantine_id
