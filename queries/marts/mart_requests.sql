-- One row per HTTP request that was sent to a vendor.
-- An answer that says "there is none" or "not yet" is an answer as well.
select
    source,
    run_id,
    endpoint,
    outcome,
    status,
    attempt,
    seconds,
    outcome = 'ok' or status in (404, 409, 422) as is_answered,
    sent_at,
    finished_at
from stg_ledger__requests
