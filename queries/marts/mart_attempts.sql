-- One row per attempt to write to a lead, sent or not.
-- A server that follows the document may give sent_at without a status, and
-- leave the recipient to the lead (then it is null here).
select
    attempts.attempt_id,
    attempts.lead_id,
    attempts.campaign_id,
    client_campaigns.client_id,
    attempts.sender_email,
    attempts.recipient_email,
    attempts.subject,
    coalesce(
        attempts.status,
        case when attempts.sent_at is not null then 'sent' end
    ) as status,
    attempts.decision_reason,
    coalesce(attempts.status = 'sent', attempts.sent_at is not null)
        as is_sent,
    attempts.sent_at,
    attempts.created_at,
    coalesce(attempts.sent_at, attempts.created_at, attempts.first_seen_at)
        as counted_at
from stg_outreach__attempts as attempts
left join stg_ledger__client_campaigns as client_campaigns
    on client_campaigns.campaign_id = attempts.campaign_id
