-- One row per order closed in the range with its cost, for staff alone.
-- uses: closed_orders
select
    closed_orders.group_key,
    closed_orders.order_id,
    closed_orders.state,
    closed_orders.slots_live,
    closed_orders.closed_at,
    closed_orders.closed_at <= cast(:as_of as timestamp) - interval '30 days'
        as is_mature,
    costs.cost_basis,
    costs.currency,
    cast(costs.cost as double) as cost,
    cast(costs.cost - costs.refund as double) as net_cost,
    cast(costs.refund as double) as refund
from closed_orders
inner join mart_order_costs as costs
    on costs.order_id = closed_orders.order_id
where :all_clients
