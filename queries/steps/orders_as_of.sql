-- One row per order that a viewer may see, in the state it had at as_of.
with later_links as (
    select
        order_id,
        count(*) as links
    from mart_links
    where live_at > :as_of
    group by order_id
),

seen_orders as (
    select
        mart_orders.*,
        case
            when mart_orders.delivered_at <= :as_of then 'delivered'
            when mart_orders.status is distinct from 'failed' then 'open'
            when mart_orders.failed_event_at is not null then
                case
                    when mart_orders.failed_event_at <= :as_of then 'failed'
                    else 'open'
                end
            -- The vendor gives no time of failing. An order that had failed
            -- before our first reading has failed at every as_of; else its
            -- last open reading says how long it was open.
            when mart_orders.last_seen_open_at is null
                or coalesce(mart_orders.first_seen_closed_at, mart_orders.fetched_at)
                <= :as_of then 'failed'
            else 'open'
        end as state
    from mart_orders
    where mart_orders.entered_at <= :as_of
        and (:all_clients or mart_orders.client_id in :clients)
        and (:any_client or mart_orders.client_id in :filter_clients)
        and (:any_package or mart_orders.package in :packages)
        and (:any_niche or mart_orders.niche in :niches)
)

select
    seen_orders.order_id,
    seen_orders.client_id,
    seen_orders.client_name,
    seen_orders.package,
    case
        when seen_orders.status in ('delivered', 'failed')
            and seen_orders.state = 'open' then 'in_progress'
        else seen_orders.status
    end as status,
    seen_orders.state,
    seen_orders.niche,
    seen_orders.target_url,
    seen_orders.anchor_text,
    seen_orders.episode_title,
    case when seen_orders.state <> 'open' then seen_orders.report_url end
        as report_url,
    case when seen_orders.state = 'delivered' then seen_orders.delivered_clock end
        as delivered_clock,
    seen_orders.currency,
    seen_orders.links_total,
    case when seen_orders.links_delivered is not null then
        greatest(seen_orders.links_delivered - coalesce(later_links.links, 0), 0)
    end as links_delivered,
    case when seen_orders.state <> 'open' then seen_orders.average_da end
        as average_da,
    seen_orders.price,
    seen_orders.created_at,
    seen_orders.entered_at,
    seen_orders.estimated_delivery_at,
    seen_orders.first_promised_at,
    case when seen_orders.state = 'delivered' then seen_orders.delivered_at end
        as delivered_at,
    case when seen_orders.state = 'failed' then
        least(
            coalesce(
                seen_orders.failed_event_at,
                seen_orders.first_seen_closed_at,
                seen_orders.fetched_at
            ),
            :as_of
        )
    end as failed_at,
    -- it had failed before our first reading: nobody knows when
    seen_orders.state = 'failed'
    and seen_orders.failed_event_at is null
    and seen_orders.last_seen_open_at is null as is_undated_failure
from seen_orders
left join later_links on later_links.order_id = seen_orders.order_id
