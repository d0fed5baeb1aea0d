-- One row per group and hour after indexing at which a link was missed, and one
-- at 0: the share still indexed.
-- uses: survival of deindex_clocks
-- source: podcast
-- by: platform, package, client_id, niche, month
select
    group_key as "group",
    hours,
    at_risk,
    events,
    censored,
    1 - share as still_share,
    1 - high as low,
    1 - low as high
from survival_of_deindex_clocks
where events > 0 or hours = 0
order by group_key, hours
