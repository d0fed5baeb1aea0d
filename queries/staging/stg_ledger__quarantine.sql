-- One row per vendor row that was not accepted.
select
    quarantine_id,
    source,
    endpoint,
    entity,
    row_key,
    reason,
    field,
    raw,
    run_id,
    times_seen,
    first_seen_at,
    last_seen_at,
    released_at
from quarantine
