-- One row per group and hour at which an order was delivered or failed.
-- uses: survival of delivery_spans
-- source: podcast
-- by: package, niche, client_id, month
select
    group_key as "group",
    hours,
    at_risk,
    events,
    censored,
    share as delivered_share,
    low,
    high
from survival_of_delivery_spans
order by group_key, hours
