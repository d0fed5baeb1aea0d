-- One row per count that the account may speak of, over all clients.
-- uses: orders_as_of
with read_then as (
    select max(observed_at) as read_at
    from mart_published_figures
    where kind = 'account' and observed_at <= :as_of
),

live_links as (
    select live_at
    from mart_links
    where live_at <= :as_of and :all_clients
),

recent_orders as (
    select
        orders.order_id,
        orders.delivered_at > cast(:as_of as timestamp) - interval '720 hours'
            as is_delivered_lately,
        orders.state = 'open' as is_open,
        orders.entered_at > cast(:as_of as timestamp) - interval '720 hours'
            as is_placed_lately
    from orders_as_of as orders
),

lately_linked as (
    select
        count(*) filter (
            where mart_links.live_at <= :as_of and recent_orders.is_delivered_lately
        ) as links_of_delivered_30d,
        count(*) filter (
            where mart_links.live_at <= :as_of and recent_orders.is_placed_lately
        ) as links_of_placed_30d,
        count(*) filter (
            where mart_links.url is not null and mart_links.live_at is null
            and (recent_orders.is_open or recent_orders.is_delivered_lately)
        ) as untimed_links
    from mart_links
    inner join recent_orders on recent_orders.order_id = mart_links.order_id
),

order_numbers as (
    select
        cast(count(*) as double) as orders,
        cast(count(*) filter (where entered_at <= read_at) as double)
            as orders_then,
        cast(count(*) filter (where state <> 'failed') as double)
            as orders_not_failed,
        cast(count(*) filter (where status = 'in_progress') as double)
            as in_progress,
        cast(count(*) filter (where status in ('queued', 'in_progress')) as double)
            as in_progress_or_queued,
        cast(count(*) filter (where state = 'open') as double) as open,
        cast(count(*) filter (
            where entered_at <= read_at
            and coalesce(delivered_at, failed_at, read_at + interval '1 second')
            > read_at
        ) as double) as open_then
    from orders_as_of
    cross join read_then
),

link_numbers as (
    select
        cast(count(*) filter (
            where live_at > cast(:as_of as timestamp) - interval '720 hours'
        ) as double) as links_30d,
        cast(count(*) filter (
            where live_at > read_at - interval '720 hours' and live_at <= read_at
        ) as double) as links_30d_then,
        cast(count(*) filter (
            where cast(live_at as date) > cast(:as_of as date) - 30
        ) as double) as links_30_utc_days,
        cast(count(*) filter (
            where cast(live_at as date) >= cast(:as_of as date) - 30
            and cast(live_at as date) < cast(:as_of as date)
        ) as double) as links_30_utc_days_before,
        cast(count(*) filter (
            where day_of(live_at, :zone)
            > day_of(cast(:as_of as timestamp), :zone) - 30
        ) as double) as links_30_local_days,
        cast(count(*) filter (
            where month_of(live_at, 'UTC')
            = month_of(cast(:as_of as timestamp), 'UTC')
        ) as double) as links_utc_month
    from live_links
    cross join read_then
),

numbers as (
    select
        order_numbers.*,
        link_numbers.*,
        links_30d + lately_linked.untimed_links as links_30d_and_untimed,
        cast(lately_linked.links_of_delivered_30d as double)
            as links_of_delivered_30d,
        cast(lately_linked.links_of_placed_30d as double) as links_of_placed_30d
    from order_numbers
    cross join link_numbers
    cross join lately_linked
)

select
    'account' as kind,
    'account' as subject,
    tally,
    cast(null as varchar) as label,
    amount
from (unpivot numbers on columns(*) into name tally value amount)
