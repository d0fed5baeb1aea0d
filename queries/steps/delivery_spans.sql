-- One row per order whose time from creation to its end, or to as_of, is known.
-- uses: orders_in_range
select
    group_key,
    cast(null as double) as entry_hours,
    case state
        when 'delivered' then delivery_hours
        when 'failed' then hours_between(created_at, failed_at)
        else age_hours
    end as exit_hours,
    case state
        when 'delivered' then 'event'
        when 'failed' then 'competing'
        else 'open'
    end as ending
from orders_in_range
where created_at is not null
