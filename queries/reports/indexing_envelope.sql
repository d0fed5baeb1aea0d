-- One row per group, edge and hour: the curve if every link had been indexed
-- right after its last "not indexed" reading (early) or just before its first
-- "indexed" one (late). What lies between is owed to how often we look.
-- uses: survival of index_spans_early, survival of index_spans
-- source: podcast
-- by: platform, package, client_id, niche, month
with edges as (
    select 'early' as edge, early.*
    from survival_of_index_spans_early as early
    union all
    select 'late' as edge, late.*
    from survival_of_index_spans as late
)

select
    group_key as "group",
    edge,
    hours,
    at_risk,
    events,
    share as indexed_share
from edges
where events > 0 or hours = 0
order by group_key, edge, hours
