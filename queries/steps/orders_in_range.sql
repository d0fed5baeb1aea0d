-- One row per order created in the range, with its group.
-- uses: orders_as_of
select
    coalesce(
        case :by
            when 'package' then package
            when 'niche' then niche
            when 'client_id' then client_id
            when 'month' then month_of(entered_at, :zone)
            else 'all'
        end,
        'unassigned'
    ) as group_key,
    orders_as_of.*,
    hours_between(created_at, delivered_at) as delivery_hours,
    hours_between(created_at, cast(:as_of as timestamp)) as age_hours
from orders_as_of
where entered_at >= :start_at and entered_at < :end_at
