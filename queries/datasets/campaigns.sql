-- One row per campaign created in the range.
-- source: outreach
select
    campaign_id,
    campaign_name as name,
    status,
    client_id,
    created_at,
    client_name,
    workspace_id,
    lead_count,
    first_seen_at,
    gone_at
from mart_campaigns
where
    (:all_clients or client_id in :clients)
    and (:any_client or client_id in :filter_clients)
    and (:any_campaign or campaign_id in :campaigns)
    and coalesce(created_at, first_seen_at) >= :start_at
    and coalesce(created_at, first_seen_at) < :end_at
    and coalesce(created_at, first_seen_at) <= :outreach_as_of
order by created_at, campaign_id
