-- One row per order: from its creation to its first live link, to its failure
-- or to as_of. A delivered order whose links have no times tells nothing here.
-- uses: orders_in_range
with first_links as (
    select
        order_id,
        min(live_at) as first_live_at
    from mart_links
    where live_at <= :as_of
    group by order_id
)

select
    orders.group_key,
    cast(null as double) as entry_hours,
    case
        when first_links.first_live_at is not null
            then hours_between(orders.created_at, first_links.first_live_at)
        when orders.state = 'failed'
            then hours_between(orders.created_at, orders.failed_at)
        else orders.age_hours
    end as exit_hours,
    case
        when first_links.first_live_at is not null then 'event'
        when orders.state = 'failed' then 'competing'
        else 'open'
    end as ending
from orders_in_range as orders
left join first_links on first_links.order_id = orders.order_id
where orders.created_at is not null
    and (first_links.first_live_at is not null or orders.state <> 'delivered')
