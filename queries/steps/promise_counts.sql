-- One row per group of orders that are due.
-- uses: promises_in_range
select
    group_key,
    count(*) filter (where is_due) as due,
    count(*) filter (where is_on_time) as on_time,
    count(*) filter (where is_overdue) as overdue_open,
    max(lateness_hours) filter (where is_overdue) as longest_overdue_hours
from promises_in_range
group by group_key
