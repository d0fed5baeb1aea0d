-- One row per group: up to which hour its curve is known. When the span watched
-- longest came to its end, nobody is left and the curve is known for good. Who was
-- never at risk was not watched.
-- of: spans
select
    group_key,
    case
        when coalesce(max(exit_hours) filter (where ending = 'open'), -1)
            < max(exit_hours) then 1e9
        else max(exit_hours)
    end as longest_hours
from spans
where exit_hours > coalesce(entry_hours, -1)
group by group_key
