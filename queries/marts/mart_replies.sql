-- One row per reply. Whose lead it is, mart_reply_leads tells.
select
    replies.reply_id,
    nullif(replies.attempt_id, '') as attempt_id,
    replies.campaign_id,
    client_campaigns.client_id,
    campaigns.campaign_name,
    replies.from_email,
    replies.subject,
    replies.classification,
    coalesce(replies.classification <> 'out_of_office', true) as is_human,
    coalesce(replies.received_at, replies.first_seen_at) as received_at
from stg_outreach__replies as replies
left join stg_outreach__campaigns as campaigns
    on campaigns.campaign_id = replies.campaign_id
left join stg_ledger__client_campaigns as client_campaigns
    on client_campaigns.campaign_id = replies.campaign_id
