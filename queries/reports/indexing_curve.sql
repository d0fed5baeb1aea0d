-- One row per group and hour at which a link was indexed or ended.
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
order by group_key, hours
