-- One row per group of links that were indexed once.
-- Still indexed at the last read, and the share that stays so long after.
-- uses: deindex_spans, deindex_clocks, survival of deindex_clocks
-- uses: follow_up of deindex_clocks
-- source: podcast
-- by: platform, package, client_id, niche, month
with counts as (
    select
        group_key,
        count(*) as ever_indexed,
        count(*) filter (where index_state = 'indexed') as still_indexed,
        count(*) filter (where has_clock) as with_clock,
        count(distinct order_id) as orders
    from deindex_spans
    group by group_key
),

ages as (
    select 720 as hours
    union all
    select 2160
),

followed as (
    select
        deindex_clocks.group_key,
        ages.hours,
        count(*) filter (where deindex_clocks.exit_hours >= ages.hours)
            as at_risk,
        follow_up.longest_hours >= ages.hours as is_followed
    from deindex_clocks
    inner join follow_up_of_deindex_clocks as follow_up
        on follow_up.group_key = deindex_clocks.group_key
    cross join ages
    group by
        deindex_clocks.group_key, ages.hours, follow_up.longest_hours
),

points as (
    select
        curve.group_key,
        ages.hours,
        max(curve.hours) as curve_hours
    from survival_of_deindex_clocks as curve
    inner join ages on curve.hours <= ages.hours
    group by curve.group_key, ages.hours
),

stays as (
    select
        points.group_key,
        points.hours,
        followed.at_risk,
        case when followed.is_followed then 1 - curve.share end as share,
        -- while none was missed the formula has no spread to go by
        case when followed.is_followed and curve.share > 0 then 1 - curve.high
        end as low,
        case when followed.is_followed and curve.share > 0 then 1 - curve.low
        end as high
    from points
    inner join followed
        on followed.group_key = points.group_key
        and followed.hours = points.hours
    inner join survival_of_deindex_clocks as curve
        on curve.group_key = points.group_key
        and curve.hours = points.curve_hours
),

groups as (
    select group_key from counts
    union
    select 'all' where :by = 'none'
)

select
    groups.group_key as "group",
    coalesce(counts.ever_indexed, 0) as ever_indexed,
    coalesce(counts.still_indexed, 0) as still_indexed,
    rate(counts.still_indexed, counts.ever_indexed) as still_indexed_rate,
    wilson_low(counts.still_indexed, counts.ever_indexed) as still_indexed_low,
    wilson_high(counts.still_indexed, counts.ever_indexed)
        as still_indexed_high,
    coalesce(counts.with_clock, 0) as with_clock,
    coalesce(counts.orders, 0) as orders,
    month.share as stays_30d,
    month.low as stays_30d_low,
    month.high as stays_30d_high,
    coalesce(month.at_risk, 0) as at_risk_30d,
    quarter.share as stays_90d,
    quarter.low as stays_90d_low,
    quarter.high as stays_90d_high,
    coalesce(quarter.at_risk, 0) as at_risk_90d
from groups
left join counts on counts.group_key = groups.group_key
left join stays as month
    on month.group_key = groups.group_key
    and month.hours = 720
left join stays as quarter
    on quarter.group_key = groups.group_key
    and quarter.hours = 2160
order by groups.group_key
