-- One row per signed event that was received; no body.
select
    body_sha256,
    event_type,
    order_id,
    coalesce(outcome, 'pending') as outcome,
    reason,
    event_at,
    received_at,
    applied_at
from stg_ledger__webhook_events
