-- One row per link that went live in the range, with its group and its clock.
-- uses: links_as_of
with grouped_links as (
    select
        coalesce(
            case :by
                when 'platform' then platform
                when 'package' then package
                when 'client_id' then client_id
                when 'niche' then niche
                when 'month' then month_of(live_at, :zone)
                else 'all'
            end,
            'unassigned'
        ) as group_key,
        links_as_of.*,
        hours_between(live_at, cast(:as_of as timestamp)) as age_hours,
        -- indexed before it was live counts as indexed at once
        hours_between(
            live_at,
            case when event_at < live_at then live_at else event_at end
        ) as index_hours,
        hours_between(
            live_at,
            case when first_ended_at < live_at then live_at else first_ended_at end
        ) as ended_hours,
        hours_between(live_at, watched_from_at) as entry_hours
    from links_as_of
    where is_live and live_at >= :start_at and live_at < :end_at
)

select
    grouped_links.*,
    case
        when index_hours <= coalesce(ended_hours, index_hours) then 'event'
        when ended_hours is not null then 'competing'
        else 'open'
    end as ending
from grouped_links
