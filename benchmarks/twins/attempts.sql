select attempts.attempt_id, lead_id, attempts.campaign_id, lower(sender_email), subject,
    coalesce(status, case when sent_at is not null then 'sent' end), decision_reason, sent_at,
    created_at, client_id
from attempts
left join client_campaigns on client_campaigns.campaign_id = attempts.campaign_id
where coalesce(sent_at, created_at) <= (select as_of from mart_as_of where source = 'outreach')
order by coalesce(sent_at, created_at), attempts.attempt_id
