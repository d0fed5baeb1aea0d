-- One row per waiting link of the range: how many of the next 720 hours (30 days)
-- it will wait on average, being of its age. That is the integral of S(u) / S(a)
-- from its age a; what cannot be indexed waits all of them. Beyond the last
-- observed hour the curve stays flat.
-- uses: link_values, index_spans, survival_shares of index_spans
with curve as (
    select
        group_key,
        hours,
        share,
        survival,
        coalesce(
            sum(share * width) over (
                partition by group_key order by hours
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as area_before
    from (
        select
            group_key,
            hours,
            share,
            survival,
            lead(hours) over (partition by group_key order by hours) - hours
                as width
        from survival_shares_of_index_spans
    ) as steps
),

waiting as (
    select link_values.*, age_hours + 720 as later_hours
    from link_values
    where is_waiting
),

starts as (
    select
        waiting.*,
        curve.share,
        curve.survival,
        curve.area_before + curve.share * (waiting.age_hours - curve.hours)
            as area
    from waiting
    asof left join curve
        on curve.group_key = waiting.group_key
        and waiting.age_hours >= curve.hours
)

select
    starts.* exclude (later_hours, share, survival, area),
    case
        when starts.is_blocked then 720.0
        when starts.survival > 1e-12 then
            720 - (
                ends.area_before
                + ends.share * (starts.later_hours - ends.hours)
                - starts.area
                - starts.share * 720
            ) / starts.survival
    end as wait_ahead_hours
from starts
asof left join curve as ends
    on ends.group_key = starts.group_key
    and starts.later_hours >= ends.hours
