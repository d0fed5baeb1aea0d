-- One row per group and horizon: the share by the curve and the plain share of
-- the links that are old enough and whose state at that age is known.
-- uses: horizons, known_links, index_spans, survival of index_spans
-- uses: follow_up of index_spans
with mature_counts as (
    select
        known_links.group_key,
        horizons.hours,
        count(*) filter (
            where known_links.age_hours >= horizons.hours
            and known_links.known_from_hours <= horizons.hours
        ) as mature_n,
        count(*) filter (
            where known_links.age_hours >= horizons.hours
            and known_links.known_from_hours <= horizons.hours
            and known_links.indexed_hours <= horizons.hours
        ) as mature_k
    from known_links
    cross join horizons
    group by known_links.group_key, horizons.hours
),

span_counts as (
    select
        index_spans.group_key,
        horizons.hours,
        count(*) filter (
            where index_spans.exit_hours >= horizons.hours
            and coalesce(index_spans.entry_hours, 0) < horizons.hours
        ) as at_risk,
        -- a curve whose last span ended is known beyond it, but not to ages that
        -- no watched link has come to
        max(index_spans.age_hours) filter (
            where index_spans.exit_hours > coalesce(index_spans.entry_hours, -1)
        ) >= horizons.hours
        and any_value(follow_up.longest_hours) >= horizons.hours as is_followed
    from index_spans
    inner join follow_up_of_index_spans as follow_up
        on follow_up.group_key = index_spans.group_key
    cross join horizons
    group by index_spans.group_key, horizons.hours
),

latest_points as (
    select
        curve.group_key,
        horizons.hours,
        max(curve.hours) as curve_hours
    from survival_of_index_spans as curve
    inner join horizons on curve.hours <= horizons.hours
    group by curve.group_key, horizons.hours
)

select
    mature_counts.group_key,
    mature_counts.hours,
    coalesce(span_counts.at_risk, 0) as at_risk,
    mature_counts.mature_k,
    mature_counts.mature_n,
    case when span_counts.is_followed then curve.share end as f,
    case when span_counts.is_followed then curve.low end as f_low,
    case when span_counts.is_followed then curve.high end as f_high
from mature_counts
left join span_counts
    on span_counts.group_key = mature_counts.group_key
    and span_counts.hours = mature_counts.hours
left join latest_points
    on latest_points.group_key = span_counts.group_key
    and latest_points.hours = span_counts.hours
left join survival_of_index_spans as curve
    on curve.group_key = latest_points.group_key
    and curve.hours = latest_points.curve_hours
