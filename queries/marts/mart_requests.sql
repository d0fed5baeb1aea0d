-- One row per HTTP request that was sent to a vendor.
select
    source,
    endpoint,
    outcome,
    status,
    attempt,
    seconds,
    sent_at
from stg_ledger__requests
