-- One row per vendor row that is held back now, latest first, for staff.
-- The raw texts, up to 64 kB each, are in the dataset `quarantine`.
-- source: ledger
select
    quarantine_id,
    source,
    endpoint,
    entity,
    row_key,
    field,
    reason,
    first_seen_at,
    last_seen_at,
    times_seen
from mart_quarantine
where :all_clients and is_held
order by last_seen_at desc, quarantine_id
