-- One row per scheduled follow-up.
-- The server has no step that sends them, so its word `sent` means little.
select
    follow_ups.follow_up_id,
    follow_ups.attempt_id,
    coalesce(follow_ups.campaign_id, attempts.campaign_id) as campaign_id,
    client_campaigns.client_id,
    attempts.sender_email,
    follow_ups.subject,
    follow_ups.is_sent,
    follow_ups.scheduled_for,
    follow_ups.sent_at,
    follow_ups.first_seen_at
from stg_outreach__follow_ups as follow_ups
left join stg_outreach__attempts as attempts
    on attempts.attempt_id = follow_ups.attempt_id
left join stg_ledger__client_campaigns as client_campaigns
    on client_campaigns.campaign_id
    = coalesce(follow_ups.campaign_id, attempts.campaign_id)
