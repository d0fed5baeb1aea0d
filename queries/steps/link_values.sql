-- One row per live link of the range with what its page is worth, for staff: the
-- month's value of the page shared by all links that are live on it.
-- uses: live_links
with page_links as (
    select target_url, count(*) as links
    from mart_links
    where live_at <= :as_of and order_entered_at <= :as_of
    group by target_url
),

-- over how many days value would grow, had the page been indexed at once
value_ramps as (
    select max(value) as days
    from mart_assumptions
    where name = 'value_ramp_days' and value > 0
)

select
    live_links.group_key,
    live_links.order_id,
    live_links.slot,
    live_links.client_id,
    live_links.client_name,
    live_links.url,
    live_links.target_url,
    live_links.index_state,
    live_links.live_at,
    live_links.age_hours,
    live_links.is_without_clock,
    least(live_links.event_at, cast(:as_of as timestamp)) as indexed_at,
    live_links.index_state in ('crawl_blocked', 'noindex', 'dead')
        as is_blocked,
    live_links.index_state in (
        'crawl_blocked', 'noindex', 'dead', 'not_seen', 'not_indexed'
    ) as is_waiting,
    page_values.currency,
    cast(page_values.monthly_value as double) / page_links.links / 30.4375
        as value_per_day,
    value_ramps.days as ramp_days,
    case when value_ramps.days is null then 'linear' else 'ramp' end as basis
from live_links
cross join value_ramps
left join page_links on page_links.target_url = live_links.target_url
left join mart_page_values as page_values
    on page_values.target_url = live_links.target_url
where :all_clients
