-- One row per group of links that went live in the range.
-- Beside the index rates: what own checks found, other ends of a link's clock,
-- mean waits, how wide the polled intervals are, and the rate within 7 days with
-- limits that know that links of one order go together.
-- uses: live_links, known_links, follow_up of index_spans
-- uses: rmst of survival_shares of index_spans
-- source: podcast
-- by: platform, package, client_id, niche, month
with observed as (
    select
        url_sha256,
        -- of two looks at one moment always the same one counts
        arg_max(state, (checked_at, method, state)) as state
    from mart_index_checks
    where confidence in ('authoritative', 'observed') and checked_at <= :as_of
        and state <> 'not_permitted'
    group by url_sha256
),

link_facts as (
    select
        live_links.*,
        observed.state as observed_state
    from live_links
    left join observed on observed.url_sha256 = live_links.url_sha256
),

counts as (
    select
        group_key,
        count(*) as live_links,
        count(distinct order_id) as orders,
        count(observed_state) as checked,
        count(*) filter (where observed_state = 'crawl_blocked')
            as robots_blocked,
        count(*) filter (where observed_state = 'dead') as dead,
        count(*) filter (where observed_state = 'noindex') as noindex,
        count(*) filter (where ending = 'competing') as ended_otherwise,
        count(*) filter (where is_without_clock) as without_clock,
        count(*) filter (where entry_hours > 0 and not is_without_clock)
            as watched_late,
        percentile_cont(0.5) within group (
            order by hours_between(last_seen_not_indexed_at, event_at)
        ) filter (
            where indexed_at is null and event_at > last_seen_not_indexed_at
        ) as median_interval_hours,
        count(*) filter (
            where indexed_at is null and event_at > last_seen_not_indexed_at
        ) as interval_links
    from link_facts
    group by group_key
),

order_counts as (
    select
        group_key,
        order_id,
        count(*) as links,
        count(*) filter (where indexed_hours <= 168) as indexed
    from known_links
    where age_hours >= 168 and known_from_hours <= 168
    group by group_key, order_id
),

order_sums as (
    select
        group_key,
        count(*) as mature_orders,
        cast(sum(links) as bigint) as mature_links,
        cast(sum(indexed) as bigint) as mature_indexed
    from order_counts
    group by group_key
),

deviations as (
    select
        order_counts.group_key,
        sum(
            pow(
                order_counts.indexed - order_counts.links
                * rate(order_sums.mature_indexed, order_sums.mature_links),
                2
            )
        ) as squares
    from order_counts
    inner join order_sums on order_sums.group_key = order_counts.group_key
    group by order_counts.group_key
),

clustered as (
    select
        order_sums.*,
        rate(mature_indexed, mature_links) as mature_rate,
        case when mature_orders > 1 then
            1.959963984540054
            * sqrt(squares * mature_orders / (mature_orders - 1)) / mature_links
        end as half_width
    from order_sums
    inner join deviations on deviations.group_key = order_sums.group_key
),

groups as (
    select group_key from counts
    union
    select 'all' where :by = 'none'
)

select
    groups.group_key as "group",
    coalesce(counts.live_links, 0) as live_links,
    coalesce(counts.orders, 0) as orders,
    coalesce(counts.checked, 0) as checked,
    coalesce(counts.robots_blocked, 0) as robots_blocked,
    rate(counts.robots_blocked, counts.checked) as robots_rate,
    wilson_low(counts.robots_blocked, counts.checked) as robots_low,
    wilson_high(counts.robots_blocked, counts.checked) as robots_high,
    coalesce(counts.dead, 0) as dead,
    rate(counts.dead, counts.checked) as dead_rate,
    wilson_low(counts.dead, counts.checked) as dead_low,
    wilson_high(counts.dead, counts.checked) as dead_high,
    coalesce(counts.noindex, 0) as noindex,
    coalesce(counts.ended_otherwise, 0) as ended_otherwise,
    coalesce(counts.without_clock, 0) as without_clock,
    coalesce(counts.watched_late, 0) as watched_late,
    coalesce(counts.interval_links, 0) as interval_links,
    counts.median_interval_hours,
    coalesce(clustered.mature_orders, 0) as mature_7d_orders,
    coalesce(clustered.mature_indexed, 0) as mature_7d_k,
    coalesce(clustered.mature_links, 0) as mature_7d_n,
    clustered.mature_rate as mature_7d_rate,
    -- where all orders agree the formula has no spread to go by
    case when clustered.half_width > 0
        then greatest(clustered.mature_rate - clustered.half_width, 0)
    end as clustered_7d_low,
    case when clustered.half_width > 0
        then least(clustered.mature_rate + clustered.half_width, 1)
    end as clustered_7d_high,
    case when follow_up.longest_hours >= 168 then week.mean_wait_hours end
        as mean_wait_7d_hours,
    case when follow_up.longest_hours >= 720 then month.mean_wait_hours end
        as mean_wait_30d_hours
from groups
left join counts on counts.group_key = groups.group_key
left join clustered on clustered.group_key = groups.group_key
left join follow_up_of_index_spans as follow_up
    on follow_up.group_key = groups.group_key
left join rmst_of_survival_shares_of_index_spans as week
    on week.group_key = groups.group_key
    and week.horizon_hours = 168
left join rmst_of_survival_shares_of_index_spans as month
    on month.group_key = groups.group_key
    and month.horizon_hours = 720
order by groups.group_key
