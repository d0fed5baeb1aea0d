-- One row per order first promised for the range, with its group and how it went.
-- uses: orders_as_of
with promised_orders as (
    select
        coalesce(
            case :by
                when 'package' then package
                when 'niche' then niche
                when 'client_id' then client_id
                when 'month' then month_of(first_promised_at, :zone)
                else 'all'
            end,
            'unassigned'
        ) as group_key,
        orders_as_of.*,
        first_promised_at <= :as_of and state <> 'failed' as is_due,
        hours_between(
            first_promised_at,
            case
                when state = 'delivered' then delivered_at
                when state = 'open' then cast(:as_of as timestamp)
            end
        ) as lateness_hours
    from orders_as_of
    where first_promised_at >= :start_at and first_promised_at < :end_at
)

select
    promised_orders.*,
    is_due and state = 'delivered' and delivered_at <= first_promised_at
        as is_on_time,
    is_due and state = 'open' as is_overdue
from promised_orders
