-- One row per live link with a clock, as index_spans, with the early edge of
-- each interval: the last reading that said "not indexed" stands for the event.
-- uses: live_links
with edges as (
    select
        group_key,
        case when entry_hours > 0 then entry_hours end as entry_hours,
        case
            when ending = 'event' and indexed_at is null
                and last_seen_not_indexed_at is not null
                then least(
                    index_hours,
                    greatest(hours_between(live_at, last_seen_not_indexed_at), 0)
                )
            when ending = 'event' then index_hours
            when ending = 'competing' then ended_hours
            else age_hours
        end as exit_hours,
        ending
    from live_links
    where not is_without_clock
)

-- seen first and last "not indexed" by one reading: a moment at risk is needed
select
    group_key,
    entry_hours,
    greatest(exit_hours, coalesce(entry_hours, -1) + 1e-6) as exit_hours,
    ending
from edges
