-- One row per local week in which orders were due, weeks without any included.
-- uses: promises_in_range, weeks of promise_moments
-- source: podcast
with week_counts as (
    select
        week_of(first_promised_at, :zone) as due_week,
        count(*) filter (where is_on_time) as kept,
        count(*) filter (where state = 'delivered' and not is_on_time) as late,
        count(*) filter (where is_overdue) as overdue_open
    from promises_in_range
    where is_due
    group by week_of(first_promised_at, :zone)
)

select
    weeks.week as due_week,
    weeks.is_complete,
    coalesce(week_counts.kept, 0) as kept,
    coalesce(week_counts.late, 0) as late,
    coalesce(week_counts.overdue_open, 0) as overdue_open
from weeks_of_promise_moments as weeks
left join week_counts on week_counts.due_week = weeks.week
order by weeks.week
