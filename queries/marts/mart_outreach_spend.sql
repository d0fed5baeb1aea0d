-- One row per month and campaign with entered costs; without a campaign they are
-- those of all.
select
    spend.month,
    nullif(spend.campaign_id, '') as campaign_id,
    client_campaigns.client_id,
    spend.currency,
    coalesce(spend.hours, 0) as hours,
    coalesce(spend.hours * spend.hourly_rate, 0) as work_cost,
    coalesce(spend.tool_cost, 0) as tool_cost
from stg_ledger__outreach_spend as spend
left join stg_ledger__client_campaigns as client_campaigns
    on client_campaigns.campaign_id = spend.campaign_id
