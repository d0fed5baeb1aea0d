-- One row per event of the last 200 that were received, for staff.
-- No bodies: they name addresses and clients.
-- source: ledger
select
    received_at,
    event_type,
    order_id,
    outcome,
    reason,
    event_at,
    applied_at
from mart_webhook_events
where :all_clients
order by received_at desc, body_sha256
limit 200
