-- One row per group and horizon: the share by the curve and the plain share of
-- the links that are old enough.
-- uses: horizons, index_spans, survival of index_spans
with span_counts as (
    select
        index_spans.group_key,
        horizons.hours,
        count(*) filter (
            where index_spans.exit_hours >= horizons.hours
            and coalesce(index_spans.entry_hours, 0) < horizons.hours
        ) as at_risk,
        count(*) filter (where index_spans.age_hours >= horizons.hours)
            as mature_n,
        count(*) filter (
            where index_spans.age_hours >= horizons.hours
            and index_spans.ending = 'event'
            and index_spans.exit_hours <= horizons.hours
        ) as mature_k,
        -- The curve is known up to its last span; beyond it only if that span
        -- ended and some link is old enough to have been followed so long.
        max(index_spans.age_hours) >= horizons.hours
        and (
            max(index_spans.exit_hours) >= horizons.hours
            or coalesce(
                max(index_spans.exit_hours)
                    filter (where index_spans.ending = 'open'),
                -1
            ) < max(index_spans.exit_hours)
        ) as is_followed
    from index_spans
    cross join horizons
    group by index_spans.group_key, horizons.hours
),

curve_points as (
    select
        curve.group_key,
        horizons.hours,
        curve.share,
        curve.low,
        curve.high,
        row_number() over (
            partition by curve.group_key, horizons.hours
            order by curve.hours desc
        ) as recency
    from survival_of_index_spans as curve
    inner join horizons on curve.hours <= horizons.hours
)

select
    span_counts.group_key,
    span_counts.hours,
    span_counts.at_risk,
    span_counts.mature_k,
    span_counts.mature_n,
    case when span_counts.is_followed then curve_points.share end as f,
    case when span_counts.is_followed then curve_points.low end as f_low,
    case when span_counts.is_followed then curve_points.high end as f_high
from span_counts
left join curve_points
    on curve_points.group_key = span_counts.group_key
    and curve_points.hours = span_counts.hours
    and curve_points.recency = 1
