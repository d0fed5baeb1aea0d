-- One row per group and reply time, and one at 0.
-- The share of contacted leads that had replied by then (Kaplan-Meier; leads
-- without a reply are censored at as_of).
-- uses: survival of reply_waits
-- source: outreach
-- by: campaign_id, client_id, source, month
select
    group_key as "group",
    hours,
    at_risk,
    events,
    censored,
    share as replied_share,
    low,
    high
from survival_of_reply_waits
order by group_key, hours
