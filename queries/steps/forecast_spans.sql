-- One row per moment and order known then: its time to delivery or failure, as
-- far as it had come. A group is a moment (weeks ago) and a package.
-- uses: orders_as_of, forecast_moments
select
    moments.weeks_ago || '|' || coalesce(orders.package, 'unassigned')
        as group_key,
    cast(null as double) as entry_hours,
    hours_between(
        orders.created_at,
        least(orders.delivered_at, orders.failed_at, moments.moment_at)
    ) as exit_hours,
    case
        when orders.delivered_at <= moments.moment_at then 'event'
        when orders.failed_at <= moments.moment_at then 'competing'
        else 'open'
    end as ending
from forecast_moments as moments
inner join orders_as_of as orders on orders.created_at <= moments.moment_at
