-- One row per group of orders.
-- uses: order_counts, promise_counts, quantiles of survival of delivery_spans
-- source: podcast
-- by: package, niche, client_id, month
with groups as (
    select group_key from order_counts
    union
    select group_key from promise_counts
    union
    select 'all' where :by = 'none'
)

select
    groups.group_key as "group",
    coalesce(order_counts.orders, 0) as orders,
    coalesce(order_counts.delivered, 0) as delivered,
    coalesce(order_counts.open, 0) as open,
    coalesce(order_counts.failed, 0) as failed,
    order_counts.median_hours_finished,
    order_counts.p90_hours_finished,
    quantiles.median_hours as km_median_hours,
    quantiles.p90_hours as km_p90_hours,
    coalesce(promise_counts.due, 0) as due,
    coalesce(promise_counts.on_time, 0) as on_time,
    rate(promise_counts.on_time, promise_counts.due) as on_time_rate,
    wilson_low(promise_counts.on_time, promise_counts.due) as on_time_low,
    wilson_high(promise_counts.on_time, promise_counts.due) as on_time_high,
    coalesce(promise_counts.overdue_open, 0) as overdue_open,
    quantiles.median_low as km_median_low,
    quantiles.median_high as km_median_high,
    quantiles.p90_low as km_p90_low,
    quantiles.p90_high as km_p90_high,
    order_counts.longest_open_hours,
    promise_counts.longest_overdue_hours,
    coalesce(order_counts.not_due_open, 0) as not_due_open
from groups
left join order_counts on order_counts.group_key = groups.group_key
left join promise_counts on promise_counts.group_key = groups.group_key
left join quantiles_of_survival_of_delivery_spans as quantiles
    on quantiles.group_key = groups.group_key
order by groups.group_key
