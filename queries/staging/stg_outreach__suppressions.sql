-- One row per suppressed address.
select
    lower(email) as email,
    suppression_id,
    lower(domain) as domain,
    reason,
    created_at,
    flags,
    first_seen_at,
    fetched_at
from suppressions
