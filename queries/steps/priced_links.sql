-- One row per live link of an order closed in the range whose cost is known, with
-- the clock of its indexing.
-- uses: priced_orders, links_of_orders
with clocks as (
    select
        priced_orders.group_key,
        priced_orders.currency,
        priced_orders.order_id,
        priced_orders.is_mature,
        links.is_without_clock,
        hours_between(links.live_at, cast(:as_of as timestamp)) as age_hours,
        hours_between(links.live_at, links.watched_from_at) as entry_hours,
        hours_between(links.live_at, greatest(links.live_at, links.event_at))
            as index_hours,
        case when links.first_ended_at is not null then
            hours_between(
                links.live_at, greatest(links.live_at, links.first_ended_at)
            )
        end as ended_hours,
        links.event_at,
        hours_between(links.live_at, links.first_seen_indexed_at)
            as first_seen_hours
    from priced_orders
    inner join links_of_orders as links
        on links.order_id = priced_orders.order_id
    where links.is_live and priced_orders.cost is not null
)

select
    clocks.group_key,
    clocks.currency,
    clocks.order_id,
    clocks.is_mature,
    clocks.is_without_clock,
    clocks.age_hours,
    clocks.entry_hours,
    case when clocks.event_at is not null then clocks.index_hours end
        as index_hours,
    clocks.ended_hours,
    coalesce(
        case
            when clocks.is_without_clock then clocks.first_seen_hours
            when clocks.event_at is not null
                and clocks.index_hours
                <= coalesce(clocks.ended_hours, clocks.index_hours)
                then clocks.index_hours
        end <= 720,
        false
    ) as is_indexed_30d
from clocks
