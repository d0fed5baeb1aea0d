-- One row per attempt to send, as last read.
select
    attempt_id,
    lead_id,
    campaign_id,
    lower(sender_email) as sender_email,
    lower(recipient_email) as recipient_email,
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
