-- One row per order, with the four clocks of its delivery and the one that counts.
-- kept: as a table
with slot_times as (
    select
        order_id,
        count(live_at) as slots_live,
        max(live_at) as last_live_at
    from stg_podcast__placements
    group by order_id
),

failures as (
    select
        order_id,
        min(event_at) as failed_event_at
    from stg_ledger__webhook_events
    where event_type = 'order.failed' and applied_at is not null
    group by order_id
),

prices as (
    select
        package,
        price,
        currency,
        valid_from,
        lead(valid_from) over (
            partition by package order by valid_from
        ) as valid_until
    from stg_ledger__price_book
),

clocks as (
    select
        orders.order_id,
        coalesce(slot_times.slots_live, 0) as slots_live,
        case
            when orders.links_total > 0
                and slot_times.slots_live >= orders.links_total
                then slot_times.last_live_at
        end as link_at,
        orders.delivered_event_at as event_at,
        after_hours(orders.created_at, orders.delivered_in_hours) as vendor_at,
        coalesce(orders.first_seen_closed_at, orders.fetched_at) as poll_at
    from stg_podcast__orders as orders
    left join slot_times on slot_times.order_id = orders.order_id
)

select
    orders.order_id,
    orders.client_id,
    coalesce(clients.client_name, orders.client_id) as client_name,
    orders.package,
    orders.status,
    orders.niche,
    orders.target_url,
    orders.anchor_text,
    orders.episode_title,
    orders.report_url,
    case
        when orders.status is distinct from 'delivered' then null
        when clocks.link_at is not null then 'link'
        when clocks.event_at is not null then 'event'
        when clocks.vendor_at is not null then 'vendor'
        when clocks.poll_at is not null then 'poll'
    end as delivered_clock,
    prices.currency,
    orders.flags,
    orders.links_total,
    orders.links_delivered,
    clocks.slots_live,
    orders.average_da,
    orders.delivered_in_hours,
    prices.price,
    orders.created_at,
    coalesce(orders.created_at, orders.first_seen_at) as entered_at,
    orders.estimated_delivery_at,
    orders.first_promised_at,
    orders.last_seen_open_at,
    orders.first_seen_closed_at,
    orders.report_fetched_at,
    clocks.link_at,
    clocks.event_at,
    clocks.vendor_at,
    case when orders.status = 'delivered' then clocks.poll_at end as poll_at,
    case
        when orders.status = 'delivered' then
            coalesce(
                clocks.link_at, clocks.event_at, clocks.vendor_at, clocks.poll_at
            )
    end as delivered_at,
    failures.failed_event_at,
    orders.first_seen_at,
    orders.fetched_at
from stg_podcast__orders as orders
inner join clocks on clocks.order_id = orders.order_id
left join stg_ledger__clients as clients on clients.client_id = orders.client_id
left join failures on failures.order_id = orders.order_id
left join prices
    on prices.package = orders.package
    and prices.valid_from <= orders.created_at
    and (prices.valid_until is null or orders.created_at < prices.valid_until)
