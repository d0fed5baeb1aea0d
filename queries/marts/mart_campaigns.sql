-- One row per campaign and the client it is mapped to, if any.
select
    campaigns.campaign_id,
    campaigns.workspace_id,
    client_campaigns.client_id,
    campaigns.campaign_name,
    campaigns.status,
    coalesce(clients.client_name, client_campaigns.client_id) as client_name,
    campaigns.lead_count,
    campaigns.created_at,
    campaigns.first_seen_at,
    campaigns.gone_at
from stg_outreach__campaigns as campaigns
left join stg_ledger__client_campaigns as client_campaigns
    on client_campaigns.campaign_id = campaigns.campaign_id
left join stg_ledger__clients as clients
    on clients.client_id = client_campaigns.client_id
