-- One row per live link of a priced order with a clock: to indexed, ended, as_of.
-- A group is one of the report's groups in one currency.
-- uses: priced_links
select
    group_key || '|' || currency as group_key,
    case when entry_hours > 0 then entry_hours end as entry_hours,
    case
        when index_hours <= coalesce(ended_hours, index_hours)
            then index_hours
        when ended_hours is not null then ended_hours
        else age_hours
    end as exit_hours,
    case
        when index_hours <= coalesce(ended_hours, index_hours) then 'event'
        when ended_hours is not null then 'competing'
        else 'open'
    end as ending
from priced_links
where not is_without_clock
