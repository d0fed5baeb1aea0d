-- One row per moment of a forecast and order that was open then, with the links
-- that had not come. An order whose failure has no time is not judged: nobody
-- knows until when it was open.
-- uses: orders_as_of, forecast_moments
with links_then as (
    select
        moments.weeks_ago,
        links.order_id,
        count(*) as slots_live
    from forecast_moments as moments
    inner join mart_links as links on links.live_at <= moments.moment_at
    group by moments.weeks_ago, links.order_id
)

select
    moments.weeks_ago || '|' || coalesce(orders.package, 'unassigned')
        as group_key,
    moments.weeks_ago,
    moments.moment_at,
    coalesce(orders.package, 'unassigned') as package,
    orders.order_id,
    orders.client_id,
    orders.client_name,
    hours_between(orders.created_at, moments.moment_at) as age_hours,
    greatest(
        coalesce(orders.links_total, 0) - coalesce(links_then.slots_live, 0), 0
    ) as links_open,
    orders.created_at,
    orders.first_promised_at,
    orders.delivered_at
from forecast_moments as moments
inner join orders_as_of as orders
    on orders.created_at <= moments.moment_at
    and coalesce(orders.delivered_at > moments.moment_at, true)
    and coalesce(orders.failed_at > moments.moment_at, true)
inner join mart_orders on mart_orders.order_id = orders.order_id
left join links_then
    on links_then.order_id = orders.order_id
    and links_then.weeks_ago = moments.weeks_ago
where orders.state <> 'failed'
    or mart_orders.failed_event_at is not null
    or mart_orders.last_seen_open_at is not null
