-- One row per change of a lead's status that a sync saw.
select
    lead_id,
    status,
    observed_at
from stg_outreach__lead_history
