-- One row per moment of a forecast: now, and each of the twelve weeks before, so
-- that forecasts of seven days can be judged by what came. A report of the one
-- group `now` looks ahead only.
select
    cast(weeks.weeks_ago as integer) as weeks_ago,
    cast(:as_of as timestamp)
    - cast(weeks.weeks_ago as integer) * interval '7 days' as moment_at
from (select unnest(generate_series(0, 12)) as weeks_ago) as weeks
where weeks.weeks_ago = 0 or :by <> 'now'
