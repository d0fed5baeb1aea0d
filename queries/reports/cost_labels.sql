-- One row per way in which the cost of an order is known, for staff.
-- uses: priced_orders
-- source: podcast
with labels as (
    select 1 as position, 'exact' as cost_basis
    union all
    select 2, 'booked'
    union all
    select 3, 'inferred'
    union all
    select 4, 'unknown'
)

select
    labels.cost_basis,
    count(priced_orders.order_id) as orders
from labels
left join priced_orders on priced_orders.cost_basis = labels.cost_basis
where :all_clients
group by labels.position, labels.cost_basis
order by labels.position
