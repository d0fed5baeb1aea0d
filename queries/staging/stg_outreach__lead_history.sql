-- One row per change that was seen on a lead.
select
    lead_id,
    campaign_id,
    status,
    origin,
    observed_at
from lead_history
