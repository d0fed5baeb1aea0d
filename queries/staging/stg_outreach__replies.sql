-- One row per reply; its body stays in the table.
select
    reply_id,
    attempt_id,
    campaign_id,
    lower(from_email) as from_email,
    from_raw,
    subject,
    classification,
    received_at,
    flags,
    first_seen_at,
    fetched_at
from replies
