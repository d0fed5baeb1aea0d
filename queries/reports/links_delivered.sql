-- One row per group: links by the moment they went live, whenever ordered.
-- A slot with a URL but no time is counted apart, by the day of its order; a
-- lost one stays counted and is named.
-- uses: links_as_of
-- source: podcast
-- by: platform, package, client_id, niche, month
with grouped_links as (
    select
        coalesce(
            case :by
                when 'platform' then platform
                when 'package' then package
                when 'client_id' then client_id
                when 'niche' then niche
                when 'month'
                    then month_of(coalesce(live_at, order_entered_at), :zone)
                else 'all'
            end,
            'unassigned'
        ) as group_key,
        order_id,
        is_live,
        url,
        lost_at
    from links_as_of
    where coalesce(live_at, order_entered_at) >= :start_at
        and coalesce(live_at, order_entered_at) < :end_at
),

groups as (
    select group_key from grouped_links
    union
    select 'all' where :by = 'none'
)

select
    groups.group_key as "group",
    count(*) filter (where links.is_live) as links_delivered,
    count(distinct links.order_id) filter (where links.is_live) as orders,
    count(*) filter (where not links.is_live and links.url is not null)
        as placed_time_unknown,
    count(*) filter (where links.lost_at <= :as_of) as lost
from groups
left join grouped_links as links on links.group_key = groups.group_key
group by groups.group_key
order by groups.group_key
