-- One row per signed event; its body stays in the table.
select
    body_sha256,
    event_type,
    order_id,
    outcome,
    reason,
    event_at,
    received_at,
    applied_at
from webhook_events
