-- One row per group of orders.
-- The figures beside delivery time and promise: first link, links that came of
-- those ordered, failures, the vendor's domain score, and promises moved.
-- uses: closed_counts, promises_in_range, promise_changes
-- uses: quantiles of survival of first_link_spans, first_link_spans
-- source: podcast
-- by: package, niche, client_id, month
with first_link_counts as (
    select
        group_key,
        count(*) as orders,
        count(*) filter (where ending = 'event') as with_link
    from first_link_spans
    group by group_key
),

promise_totals as (
    select group_key, count(*) as promised
    from promises_in_range
    group by group_key
),

moves as (
    select
        group_key,
        count(*) as moved,
        percentile_cont(0.5) within group (order by moved_hours) as median_hours
    from promise_changes
    group by group_key
),

groups as (
    select group_key from first_link_counts
    union
    select group_key from closed_counts
    union
    select group_key from promise_totals
    union
    select 'all' where :by = 'none'
)

select
    groups.group_key as "group",
    coalesce(first_link_counts.orders, 0) as first_link_orders,
    coalesce(first_link_counts.with_link, 0) as first_links,
    quantiles.median_hours as first_link_median_hours,
    quantiles.median_low as first_link_median_low,
    quantiles.median_high as first_link_median_high,
    coalesce(closed_counts.closed, 0) as closed,
    coalesce(closed_counts.slots_live, 0) as slots_live,
    coalesce(closed_counts.slots_total, 0) as slots_total,
    closed_counts.fill_rate,
    closed_counts.fill_low,
    closed_counts.fill_high,
    coalesce(closed_counts.delivered_short, 0) as delivered_short,
    coalesce(closed_counts.failed, 0) as failed,
    rate(closed_counts.failed, closed_counts.closed) as failure_rate,
    wilson_low(closed_counts.failed, closed_counts.closed) as failure_low,
    wilson_high(closed_counts.failed, closed_counts.closed) as failure_high,
    closed_counts.average_da,
    closed_counts.lowest_order_da,
    closed_counts.highest_order_da,
    coalesce(closed_counts.orders_with_da, 0) as orders_with_da,
    coalesce(promise_totals.promised, 0) as promised,
    coalesce(moves.moved, 0) as moved,
    rate(coalesce(moves.moved, 0), promise_totals.promised) as moved_rate,
    wilson_low(coalesce(moves.moved, 0), promise_totals.promised) as moved_low,
    wilson_high(coalesce(moves.moved, 0), promise_totals.promised)
        as moved_high,
    moves.median_hours as moved_median_hours
from groups
left join first_link_counts
    on first_link_counts.group_key = groups.group_key
left join quantiles_of_survival_of_first_link_spans as quantiles
    on quantiles.group_key = groups.group_key
left join closed_counts on closed_counts.group_key = groups.group_key
left join promise_totals on promise_totals.group_key = groups.group_key
left join moves on moves.group_key = groups.group_key
order by groups.group_key
