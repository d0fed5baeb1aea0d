-- One row per delivered order and count that its report may speak of.
-- uses: orders_as_of, links_as_of
with link_numbers as (
    select
        links.order_id,
        count(*) as slots,
        count(*) filter (where links.is_live) as links_live,
        count(*) filter (where links.index_state = 'indexed') as links_indexed,
        count(*) filter (where links.indexed) as links_flagged,
        count(*) filter (
            where coalesce(links.indexed_at, links.first_seen_indexed_at)
            <= orders.report_fetched_at
        ) as links_indexed_then,
        count(coalesce(links.indexed_at, links.first_seen_indexed_at))
            as links_ever_indexed,
        min(hours_between(orders.created_at, links.live_at)) as hours_first_link,
        avg(hours_between(orders.created_at, links.live_at)) as hours_mean_link
    from links_as_of as links
    inner join mart_orders as orders on orders.order_id = links.order_id
    where orders.report_fetched_at is not null
    group by links.order_id
),

numbers as (
    select
        orders.order_id,
        cast(link_numbers.slots as double) as slots,
        cast(orders.links_total as double) as links_ordered,
        cast(link_numbers.links_live as double) as links_live,
        cast(link_numbers.links_indexed as double) as links_indexed,
        cast(link_numbers.links_flagged as double) as links_flagged,
        cast(link_numbers.links_indexed_then as double) as links_indexed_then,
        cast(link_numbers.links_ever_indexed as double) as links_ever_indexed,
        link_numbers.hours_first_link,
        link_numbers.hours_mean_link,
        clocks.average_da,
        case when orders.delivered_clock <> 'vendor'
            then hours_between(orders.created_at, orders.delivered_at)
        end as hours,
        case when orders.delivered_clock = 'vendor' then clocks.delivered_in_hours
        end as hours_vendor,
        hours_between(orders.created_at, clocks.link_at) as hours_link,
        hours_between(orders.created_at, clocks.event_at) as hours_event,
        hours_between(orders.created_at, clocks.poll_at) as hours_poll
    from orders_as_of as orders
    inner join mart_orders as clocks on clocks.order_id = orders.order_id
    left join link_numbers on link_numbers.order_id = orders.order_id
    where clocks.report_fetched_at is not null
)

select
    'order' as kind,
    order_id as subject,
    tally,
    cast(null as varchar) as label,
    amount
from (
    unpivot numbers on columns(* exclude (order_id)) into name tally value amount
)
