-- One row per vendor row that was not accepted, met once or often.
select
    quarantine_id,
    source,
    endpoint,
    entity,
    row_key,
    field,
    reason,
    raw,
    times_seen,
    first_seen_at,
    last_seen_at,
    released_at,
    released_at is null as is_held
from stg_ledger__quarantine
