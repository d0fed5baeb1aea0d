-- One row per local week in which links went live, weeks without any included.
-- uses: live_links, weeks of link_moments
-- source: podcast
with week_counts as (
    select
        week_of(live_at, :zone) as week,
        count(*) as live,
        count(*) filter (where index_state = 'indexed') as indexed,
        count(*) filter (
            where index_state in ('crawl_blocked', 'noindex', 'dead')
        ) as blocked
    from live_links
    group by week_of(live_at, :zone)
)

select
    weeks.week,
    weeks.is_complete,
    coalesce(week_counts.indexed, 0) as indexed,
    coalesce(
        week_counts.live - week_counts.indexed - week_counts.blocked, 0
    ) as not_yet,
    coalesce(week_counts.blocked, 0) as blocked,
    coalesce(week_counts.live, 0) as live
from weeks_of_link_moments as weeks
left join week_counts on week_counts.week = weeks.week
order by weeks.week
