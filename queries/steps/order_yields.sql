-- One row per priced order closed in the range: cost, live links, and of orders
-- closed 30 days ago the links that were indexed within 30 days.
-- uses: priced_orders, priced_links
with link_counts as (
    select
        order_id,
        count(*) as links,
        count(*) filter (where is_indexed_30d) as indexed
    from priced_links
    group by order_id
)

select
    priced_orders.group_key,
    priced_orders.currency,
    priced_orders.order_id,
    priced_orders.is_mature,
    priced_orders.cost,
    priced_orders.net_cost,
    priced_orders.refund,
    coalesce(link_counts.links, 0) as links,
    coalesce(link_counts.indexed, 0) as indexed
from priced_orders
left join link_counts on link_counts.order_id = priced_orders.order_id
where priced_orders.cost is not null
