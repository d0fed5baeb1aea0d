-- One row per reply, with its lead where one is found.
-- matched_by: attempt (the reply names it), address (the sender is a lead of
-- the campaign, the one written to last before the reply) or none.
with reply_attempts as (
    select
        replies.reply_id,
        nullif(replies.attempt_id, '') as attempt_id,
        case
            when replies.campaign_id <> attempts.campaign_id then null
            else attempts.lead_id
        end as lead_id,
        coalesce(replies.campaign_id, attempts.campaign_id) as campaign_id,
        replies.from_email,
        attempts.sender_email,
        replies.subject,
        replies.classification,
        coalesce(replies.received_at, replies.first_seen_at) as received_at
    from stg_outreach__replies as replies
    left join stg_outreach__attempts as attempts
        on attempts.attempt_id = replies.attempt_id
),

address_candidates as (
    select
        replies.reply_id,
        replies.received_at,
        leads.lead_id
    from reply_attempts as replies
    inner join stg_outreach__leads as leads
        on leads.campaign_id = replies.campaign_id
        and leads.contact_email = replies.from_email
    where replies.lead_id is null
    union
    select
        replies.reply_id,
        replies.received_at,
        attempts.lead_id
    from reply_attempts as replies
    inner join stg_outreach__attempts as attempts
        on attempts.campaign_id = replies.campaign_id
        and attempts.recipient_email = replies.from_email
    where replies.lead_id is null and attempts.lead_id is not null
),

candidate_sends as (
    select
        candidates.reply_id,
        candidates.lead_id,
        max(attempts.sent_at) as last_sent_at
    from address_candidates as candidates
    left join stg_outreach__attempts as attempts
        on attempts.lead_id = candidates.lead_id
        and attempts.status = 'sent'
        and attempts.sent_at <= candidates.received_at
    group by candidates.reply_id, candidates.lead_id
),

address_matches as (
    select
        reply_id,
        lead_id,
        row_number() over (
            partition by reply_id
            order by last_sent_at desc nulls last, lead_id
        ) as preference
    from candidate_sends
)

select
    replies.reply_id,
    replies.attempt_id,
    coalesce(replies.lead_id, address_matches.lead_id) as lead_id,
    replies.campaign_id,
    client_campaigns.client_id,
    campaigns.campaign_name,
    replies.from_email,
    replies.sender_email,
    replies.subject,
    replies.classification,
    case
        when replies.lead_id is not null then 'attempt'
        when address_matches.lead_id is not null then 'address'
        else 'none'
    end as matched_by,
    coalesce(replies.classification <> 'out_of_office', true) as is_human,
    replies.received_at
from reply_attempts as replies
left join address_matches
    on address_matches.reply_id = replies.reply_id
    and address_matches.preference = 1
left join stg_outreach__campaigns as campaigns
    on campaigns.campaign_id = replies.campaign_id
left join stg_ledger__client_campaigns as client_campaigns
    on client_campaigns.campaign_id = replies.campaign_id
