-- One row per client with orders, links or a name of its own.
-- What the links cost is for staff.
-- uses: orders_as_of, order_counts, promise_counts, link_counts, index_shares
-- uses: quantiles of survival of delivery_spans
-- source: podcast
-- group: client_id
with seen_clients as (
    select
        coalesce(client_id, 'unassigned') as client_id,
        coalesce(client_name, 'unassigned') as client_name
    from orders_as_of
    union
    select client_id, client_name
    from mart_clients
    where is_in_ledger
        and (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
)

select
    seen_clients.client_id,
    coalesce(order_counts.orders, 0) as orders,
    coalesce(order_counts.delivered, 0) as delivered,
    coalesce(order_counts.open, 0) as open,
    coalesce(order_counts.failed, 0) as failed,
    coalesce(order_counts.links_total, 0) as links_total,
    coalesce(link_counts.live_links, 0) as links_live,
    coalesce(link_counts.indexed_now, 0) as links_indexed,
    rate(promise_counts.on_time, promise_counts.due) as on_time_rate,
    quantiles.median_hours as km_median_hours,
    weekly.f as f_7d,
    case when :all_clients then order_counts.spend end as spend,
    -- an order is no platform's: its cost buys the links of all of them
    case when :all_clients and :any_platform and link_counts.indexed_now > 0
        then cast(order_counts.spend as double) / link_counts.indexed_now
    end as cost_per_indexed_link,
    seen_clients.client_name,
    coalesce(promise_counts.due, 0) as due,
    coalesce(promise_counts.on_time, 0) as on_time,
    wilson_low(promise_counts.on_time, promise_counts.due) as on_time_low,
    wilson_high(promise_counts.on_time, promise_counts.due) as on_time_high,
    coalesce(promise_counts.overdue_open, 0) as overdue_open,
    coalesce(weekly.mature_k, 0) as mature_7d_k,
    coalesce(weekly.mature_n, 0) as mature_7d_n,
    wilson_low(weekly.mature_k, weekly.mature_n) as mature_7d_low,
    wilson_high(weekly.mature_k, weekly.mature_n) as mature_7d_high,
    weekly.f_low as f_7d_low,
    weekly.f_high as f_7d_high
from seen_clients
left join order_counts on order_counts.group_key = seen_clients.client_id
left join promise_counts on promise_counts.group_key = seen_clients.client_id
left join link_counts on link_counts.group_key = seen_clients.client_id
left join index_shares as weekly
    on weekly.group_key = seen_clients.client_id
    and weekly.hours = 168
left join quantiles_of_survival_of_delivery_spans as quantiles
    on quantiles.group_key = seen_clients.client_id
order by seen_clients.client_id
