-- One row per group and hour at which a link was indexed, and one at 0.
-- Links that ended otherwise lower at_risk; they have no row of their own.
-- uses: survival of index_spans
-- source: podcast
-- by: platform, package, client_id, niche, month
select
    group_key as "group",
    hours,
    at_risk,
    events,
    censored,
    share as indexed_share,
    low,
    high
from survival_of_index_spans
where events > 0 or hours = 0
order by group_key, hours
