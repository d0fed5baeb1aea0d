-- One row per change that was seen on an order.
select
    order_id,
    status,
    origin,
    links_total,
    links_delivered,
    estimated_delivery_at,
    observed_at
from stg_podcast__order_history
