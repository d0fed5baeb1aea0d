-- One row per group and hour at which a submitted URL was first seen indexed.
-- uses: survival of workflow_spans
-- source: indexing
-- by: campaign_id, client_id, host, month
select
    group_key as "group",
    hours,
    at_risk,
    events,
    censored,
    share as indexed_share,
    low,
    high
from survival_of_workflow_spans
order by group_key, hours
