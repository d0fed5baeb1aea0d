-- One row per follow-up, as last read.
select
    follow_up_id,
    attempt_id,
    campaign_id,
    subject,
    sent as is_sent,
    scheduled_for,
    sent_at,
    flags,
    first_seen_at,
    fetched_at
from follow_ups
