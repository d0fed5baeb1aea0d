-- One row per group and hour at which an order was delivered, and one at 0.
-- Failures lower at_risk; they have no row of their own.
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
where events > 0 or hours = 0
order by group_key, hours
