-- One row per campaign, as last read.
select
    campaign_id,
    workspace_id,
    name as campaign_name,
    status,
    description,
    keywords,
    lead_count,
    created_at,
    gone_at,
    flags,
    first_seen_at,
    fetched_at
from campaigns
