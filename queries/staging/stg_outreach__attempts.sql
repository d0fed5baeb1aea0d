-- One row per attempt to send, as last read; its addresses are stored in lower case.
select
    attempt_id,
    lead_id,
    campaign_id,
    sender_email,
    recipient_email,
    subject,
    status,
    decision_reason,
    idempotency_key,
    sent_at,
    created_at,
    flags,
    first_seen_at,
    fetched_at
from attempts
