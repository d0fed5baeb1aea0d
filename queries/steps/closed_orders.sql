-- One row per order that was delivered or failed in the range, with its group
-- and its live links. A failure that was over at the first reading counts by the
-- order's promise, else by the order: by that reading, the failures of a whole
-- history would fall on its day.
-- uses: orders_as_of
with live_slots as (
    select
        order_id,
        count(*) as slots_live
    from mart_links
    where live_at <= :as_of
    group by order_id
),

ended_orders as (
    select
        orders_as_of.*,
        coalesce(
            delivered_at,
            case when is_undated_failure then
                least(coalesce(first_promised_at, created_at), failed_at)
            end,
            failed_at
        ) as closed_at
    from orders_as_of
    where state in ('delivered', 'failed')
)

select
    coalesce(
        case :by
            when 'package' then package
            when 'niche' then niche
            when 'client_id' then client_id
            when 'month' then month_of(closed_at, :zone)
            else 'all'
        end,
        'unassigned'
    ) as group_key,
    ended_orders.order_id,
    ended_orders.state,
    ended_orders.package,
    ended_orders.client_id,
    ended_orders.links_total,
    coalesce(live_slots.slots_live, 0) as slots_live,
    -- the vendor's own count stands in while no slot of the order is known
    coalesce(live_slots.slots_live, ended_orders.links_delivered)
        as links_in_report,
    ended_orders.average_da,
    ended_orders.price,
    ended_orders.currency,
    ended_orders.created_at,
    ended_orders.closed_at
from ended_orders
left join live_slots on live_slots.order_id = ended_orders.order_id
where ended_orders.closed_at >= :start_at and ended_orders.closed_at < :end_at
