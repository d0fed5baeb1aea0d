-- One row per address that must not be written to; the domain counts as well.
-- The list belongs to the account, not to a client.
select
    email,
    domain,
    reason,
    created_at,
    coalesce(created_at, first_seen_at) as counted_at
from stg_outreach__suppressions
