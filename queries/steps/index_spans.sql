-- One row per live link with a clock: from live to indexed, ended or as_of.
-- uses: live_links
select
    group_key,
    case when entry_hours > 0 then entry_hours end as entry_hours,
    case ending
        when 'event' then index_hours
        when 'competing' then ended_hours
        else age_hours
    end as exit_hours,
    ending,
    age_hours
from live_links
where not is_without_clock
