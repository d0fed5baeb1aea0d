-- One row per campaign that was given to a client.
select
    campaign_id,
    client_id,
    updated_at
from client_campaigns
