-- One row per client and local week: links that went live, zeros included.
-- uses: live_links, weeks of link_moments
with week_counts as (
    select
        group_key as client_id,
        week_of(live_at, :zone) as week,
        count(*) as links
    from live_links
    group by group_key, week_of(live_at, :zone)
),

linked_clients as (
    select distinct client_id
    from week_counts
)

select
    linked_clients.client_id,
    weeks.week,
    weeks.is_complete,
    coalesce(week_counts.links, 0) as links
from linked_clients
cross join weeks_of_link_moments as weeks
left join week_counts
    on week_counts.client_id = linked_clients.client_id
    and week_counts.week = weeks.week
