-- One row per attempt to write to a lead, sent or not.
-- A server that follows the document may give sent_at without a status.
with attempts_with_leads as (
    select
        attempts.attempt_id,
        attempts.lead_id,
        coalesce(attempts.campaign_id, leads.campaign_id) as campaign_id,
        attempts.sender_email,
        coalesce(attempts.recipient_email, leads.contact_email)
            as recipient_email,
        attempts.subject,
        coalesce(
            attempts.status,
            case when attempts.sent_at is not null then 'sent' end
        ) as status,
        attempts.decision_reason,
        attempts.sent_at,
        attempts.created_at,
        attempts.first_seen_at
    from stg_outreach__attempts as attempts
    left join stg_outreach__leads as leads
        on leads.lead_id = attempts.lead_id
)

select
    attempts.attempt_id,
    attempts.lead_id,
    attempts.campaign_id,
    client_campaigns.client_id,
    attempts.sender_email,
    attempts.recipient_email,
    attempts.subject,
    attempts.status,
    attempts.decision_reason,
    coalesce(attempts.status = 'sent', false) as is_sent,
    attempts.sent_at,
    attempts.created_at,
    coalesce(attempts.sent_at, attempts.created_at, attempts.first_seen_at)
        as counted_at
from attempts_with_leads as attempts
left join stg_ledger__client_campaigns as client_campaigns
    on client_campaigns.campaign_id = attempts.campaign_id
