-- One row per lead, as last read; its client is that of its campaign.
select
    leads.lead_id,
    leads.campaign_id,
    client_campaigns.client_id,
    campaigns.campaign_name,
    coalesce(clients.client_name, client_campaigns.client_id) as client_name,
    leads.website_url,
    leads.website_title,
    leads.domain,
    leads.contact_email,
    leads.status,
    leads.source,
    leads.quality_score,
    leads.relevance_score,
    leads.guest_post_likelihood,
    leads.created_at as source_created_at,
    coalesce(leads.created_at, leads.first_seen_at) as created_at,
    leads.first_seen_at,
    leads.last_seen_not_placed_at,
    leads.placed_seen_at
from stg_outreach__leads as leads
left join stg_outreach__campaigns as campaigns
    on campaigns.campaign_id = leads.campaign_id
left join stg_ledger__client_campaigns as client_campaigns
    on client_campaigns.campaign_id = leads.campaign_id
left join stg_ledger__clients as clients
    on clients.client_id = client_campaigns.client_id
