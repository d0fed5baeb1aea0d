-- One row per month and campaign with entered costs; '' stands for all campaigns.
select
    month,
    campaign_id,
    hours,
    hourly_rate,
    tool_cost,
    currency,
    updated_at
from outreach_spend
