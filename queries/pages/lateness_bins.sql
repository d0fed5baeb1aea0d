-- One row per twelve hours of lateness of delivered orders that were due. A bin
-- holds from_hours < lateness <= from_hours + 12, so that a delivery on the second
-- is not late; the outer bins hold all beyond them.
-- uses: promises_in_range
-- source: podcast
with bins as (
    select cast(unnest(generate_series(-72, 96, 12)) as integer) as from_hours
),

binned_orders as (
    select
        cast(
            least(greatest(ceil(lateness_hours / 12) * 12 - 12, -72), 96)
            as integer
        ) as from_hours,
        count(*) as orders
    from promises_in_range
    where is_due and state = 'delivered'
    group by
        cast(
            least(greatest(ceil(lateness_hours / 12) * 12 - 12, -72), 96)
            as integer
        )
)

select
    bins.from_hours,
    coalesce(binned_orders.orders, 0) as orders,
    bins.from_hours >= 0 as is_late
from bins
left join binned_orders on binned_orders.from_hours = bins.from_hours
order by bins.from_hours
