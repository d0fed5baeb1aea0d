with known as (select as_of from mart_as_of where source = 'podcast'),
orders as (
    select *,
        case
            when delivered_at <= as_of then 'delivered'
            when status = 'failed' and (
                last_seen_open_at is null or coalesce(first_seen_closed_at, fetched_at) <= as_of
            ) then 'failed'
            else 'open'
        end as state
    from mart_orders, known
)
select order_id, client_id, package,
    case when state = 'open' and status in ('delivered', 'failed') then 'in_progress' else status end,
    created_at, first_promised_at, case when state = 'delivered' then delivered_at end,
    case
        when state = 'delivered' then hours_between(first_promised_at, delivered_at)
        when state = 'open' and first_promised_at <= as_of
            then hours_between(first_promised_at, as_of)
    end,
    case
        when state = 'failed' then 'failed'
        when first_promised_at is null then 'no_promise'
        when state = 'delivered' and delivered_at <= first_promised_at then 'kept'
        when state = 'delivered' then 'late'
        when first_promised_at <= as_of then 'late_open'
        else 'not_due'
    end
from orders
order by coalesce(first_promised_at, entered_at), order_id
