-- One row per clock of one order, in the order in which clocks are believed.
-- source: podcast
with one_order as (
    select
        mart_orders.*,
        case when delivered_at <= :as_of then delivered_clock end as used_clock
    from mart_orders
    where order_id = :order_id
        and entered_at <= :as_of
        and (:all_clients or client_id in :clients)
),

clocks as (
    select
        1 as believed,
        'link' as clock,
        link_at as clock_at,
        slots_live || ' of ' || links_total || ' links have a time' as note,
        one_order.*
    from one_order
    union all
    select
        2,
        'event',
        event_at,
        case when event_at is not null
            then 'signed event order.delivered'
        end,
        one_order.*
    from one_order
    union all
    select
        3,
        'vendor',
        vendor_at,
        'report says ' || delivered_in_hours || ' hours',
        one_order.*
    from one_order
    union all
    select
        4,
        'poll',
        poll_at,
        case
            when poll_at is null then null
            when last_seen_open_at is null then 'delivered when first read'
            else 'delivered between two readings; this is the later one'
        end,
        one_order.*
    from one_order
)

select
    clock,
    case when clock_at <= :as_of then clock_at end as delivered_at,
    case when clock_at <= :as_of then hours_between(created_at, clock_at) end
        as hours,
    coalesce(clock = used_clock, false) as is_used,
    note
from clocks
order by believed
