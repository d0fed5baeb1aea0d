-- One row per clock of delivery, in the order in which clocks are believed.
-- Over delivered orders of the range: how many tell this clock, how many are
-- counted by it, and what the page would say if it alone counted.
-- uses: orders_in_range
-- source: podcast
with delivered_orders as (
    select
        mart_orders.order_id,
        mart_orders.delivered_clock,
        mart_orders.created_at,
        orders_in_range.first_promised_at,
        mart_orders.link_at,
        mart_orders.event_at,
        mart_orders.vendor_at,
        mart_orders.poll_at
    from orders_in_range
    inner join mart_orders on mart_orders.order_id = orders_in_range.order_id
    where orders_in_range.state = 'delivered'
),

readings as (
    select 1 as believed, 'link' as clock, link_at as clock_at, delivered_orders.*
    from delivered_orders
    union all
    select 2, 'event', event_at, delivered_orders.*
    from delivered_orders
    union all
    select 3, 'vendor', vendor_at, delivered_orders.*
    from delivered_orders
    union all
    select 4, 'poll', poll_at, delivered_orders.*
    from delivered_orders
),

counts as (
    select
        believed,
        clock,
        count(clock_at) as known,
        count(*) filter (where delivered_clock = clock) as counted,
        percentile_cont(0.5) within group (
            order by hours_between(created_at, clock_at)
        ) filter (where clock_at >= created_at) as median_hours,
        count(*) filter (
            where clock_at is not null and first_promised_at <= :as_of
        ) as due,
        count(*) filter (
            where clock_at <= first_promised_at and first_promised_at <= :as_of
        ) as on_time
    from readings
    group by believed, clock
)

select
    clock,
    known,
    counted,
    median_hours,
    due,
    on_time,
    rate(on_time, due) as on_time_rate,
    wilson_low(on_time, due) as on_time_low,
    wilson_high(on_time, due) as on_time_high
from counts
order by believed
