-- One row per link that went live in the range, and from when its state is known.
-- A plain share takes a link only if its state at that age is known whatever it
-- was: watched by then, or told by a report. Of links first read later the
-- indexed ones have no date; to count the others alone would pull the share down.
-- uses: live_links
select
    group_key,
    order_id,
    live_at,
    age_hours,
    case
        when is_without_clock then hours_between(live_at, first_seen_indexed_at)
        else coalesce(entry_hours, 0)
    end as known_from_hours,
    case
        when is_without_clock then hours_between(live_at, first_seen_indexed_at)
        when ending = 'event' then index_hours
    end as indexed_hours
from live_links
