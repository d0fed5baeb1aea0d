-- One row per local day of the range up to as_of.
-- An open range starts with the first attempt.
-- uses: sends_in_range
with spans as (
    select
        case
            when :start_at > cast('1000-01-01' as timestamp)
                then day_of(:start_at, :zone)
            else min(local_day)
        end as first_day,
        day_of(:outreach_as_of, :zone) as last_day
    from sends_in_range
),

days as (
    select cast(unnest(days_from(first_day, last_day)) as date) as local_day
    from spans
)

select local_day
from days
where local_day < day_of(:end_at, :zone)
