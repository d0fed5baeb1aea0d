-- One row per order, by the day of its first promise.
-- uses: orders_as_of
-- source: podcast
select
    order_id,
    client_id,
    package,
    status,
    created_at,
    first_promised_at,
    delivered_at,
    case
        when state = 'delivered' then hours_between(first_promised_at, delivered_at)
        when state = 'open' and first_promised_at <= :as_of
            then hours_between(first_promised_at, cast(:as_of as timestamp))
    end as lateness_hours,
    case
        when state = 'failed' then 'failed'
        when first_promised_at is null then 'no_promise'
        when state = 'delivered' and delivered_at <= first_promised_at then 'kept'
        when state = 'delivered' then 'late'
        when first_promised_at <= :as_of then 'late_open'
        else 'not_due'
    end as state
from orders_as_of
where coalesce(first_promised_at, entered_at) >= :start_at
    and coalesce(first_promised_at, entered_at) < :end_at
order by coalesce(first_promised_at, entered_at), order_id
