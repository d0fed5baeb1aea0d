-- One row per waiting link of the range: how many of the next 720 hours (30 days)
-- it will wait on average, being of its age. That is the integral of S(u) / S(a)
-- from its age a; what cannot be indexed waits all of them. Beyond the last
-- observed hour the curve stays flat.
-- uses: link_values, index_spans, survival of index_spans
with curve as (
    select
        group_key,
        hours as from_hours,
        coalesce(
            lead(hours) over (partition by group_key order by hours), 1e9
        ) as to_hours,
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
        from survival_of_index_spans
    ) as steps
),

waiting as (
    select *
    from link_values
    where is_waiting
),

starts as (
    select
        waiting.order_id,
        waiting.slot,
        curve.share,
        curve.survival,
        curve.area_before
        + curve.share * (waiting.age_hours - curve.from_hours) as area
    from waiting
    inner join curve
        on curve.group_key = waiting.group_key
        and waiting.age_hours >= curve.from_hours
        and waiting.age_hours < curve.to_hours
),

ends as (
    select
        waiting.order_id,
        waiting.slot,
        curve.area_before
        + curve.share * (waiting.age_hours + 720 - curve.from_hours) as area
    from waiting
    inner join curve
        on curve.group_key = waiting.group_key
        and waiting.age_hours + 720 >= curve.from_hours
        and waiting.age_hours + 720 < curve.to_hours
)

select
    waiting.*,
    case
        when waiting.is_blocked then 720.0
        when starts.survival > 1e-12 then
            720 - (ends.area - starts.area - starts.share * 720)
            / starts.survival
    end as wait_ahead_hours
from waiting
left join starts
    on starts.order_id = waiting.order_id
    and starts.slot = waiting.slot
left join ends
    on ends.order_id = waiting.order_id
    and ends.slot = waiting.slot
