-- One row per open order: its chance to be delivered within 1, 3, 7 and 14 days,
-- given its age. Empty where its package has fewer than 30 ended orders.
-- uses: order_chances
-- source: podcast
-- group: now
select
    order_id,
    client_id,
    client_name,
    package,
    created_at,
    first_promised_at,
    age_hours,
    links_open,
    closed_orders,
    max(chance) filter (where horizon_hours = 24) as chance_1d,
    max(chance) filter (where horizon_hours = 72) as chance_3d,
    max(chance) filter (where horizon_hours = 168) as chance_7d,
    max(chance) filter (where horizon_hours = 336) as chance_14d
from order_chances
where weeks_ago = 0
group by
    order_id,
    client_id,
    client_name,
    package,
    created_at,
    first_promised_at,
    age_hours,
    links_open,
    closed_orders
order by chance_7d nulls last, age_hours desc, order_id
