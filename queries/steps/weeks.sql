-- One row per local week of the range up to as_of; an open range begins with the
-- first moment. A week is complete when all of it lies in the range and is past.
-- of: moments
with range_ends as (
    select
        case
            when cast(:start_at as timestamp) > cast('1000-01-01' as timestamp)
                then cast(:start_at as timestamp)
            else min(moment_at)
        end as first_at,
        least(cast(:end_at as timestamp), cast(:as_of as timestamp)) as last_at
    from moments
),

mondays as (
    select
        cast(
            unnest(
                weeks_from(
                    week_of(first_at, :zone),
                    week_of(last_at - interval '1 microsecond', :zone)
                )
            ) as date
        ) as week,
        first_at,
        last_at
    from range_ends
    where first_at < last_at
)

select
    week,
    week + 7 <= day_of(last_at, :zone)
    and (
        cast(:start_at as timestamp) < cast('1000-01-01' as timestamp)
        or week >= day_of(first_at, :zone)
    ) as is_complete
from mondays
