-- One row per order created in the range.
-- uses: orders_in_range
-- source: podcast
-- ordered: mart_orders, entered_at
select
    order_id,
    client_id,
    package,
    status,
    niche,
    target_url,
    anchor_text,
    episode_title,
    links_total,
    links_delivered,
    created_at,
    estimated_delivery_at,
    first_promised_at,
    delivered_at,
    delivered_clock,
    delivery_hours,
    case
        when state <> 'failed' and first_promised_at <= :as_of
            then coalesce(delivered_at <= first_promised_at, false)
    end as on_time,
    average_da,
    report_url
from orders_in_range
order by entered_at, order_id
