-- One row per link of the range that was indexed: from then to the first reading
-- that missed it, or to as_of. A link whose indexing has no time has no clock.
-- uses: live_links
with later_checks as (
    select
        live_links.order_id,
        live_links.slot,
        min(checks.checked_at) as missed_at
    from live_links
    inner join mart_index_checks as checks
        on checks.url_sha256 = live_links.url_sha256
    where
        checks.state in ('not_indexed', 'noindex', 'dead')
        and checks.confidence in ('authoritative', 'observed')
        and checks.checked_at > live_links.event_at
        and checks.checked_at <= :as_of
    group by live_links.order_id, live_links.slot
),

indexed_links as (
    select
        live_links.group_key,
        live_links.order_id,
        live_links.index_state,
        live_links.event_at,
        case when links.deindexed_at <= :as_of then links.deindexed_at end
            as deindexed_at,
        later_checks.missed_at
    from live_links
    inner join mart_links as links
        on links.order_id = live_links.order_id
        and links.slot = live_links.slot
    left join later_checks
        on later_checks.order_id = live_links.order_id
        and later_checks.slot = live_links.slot
    where
        live_links.event_at is not null
        or live_links.first_seen_indexed_at <= :as_of
        or live_links.index_state = 'indexed'
)

select
    group_key,
    order_id,
    index_state,
    event_at is not null as has_clock,
    cast(null as double) as entry_hours,
    hours_between(
        event_at,
        coalesce(
            least(deindexed_at, missed_at), cast(:as_of as timestamp)
        )
    ) as exit_hours,
    case when coalesce(deindexed_at, missed_at) is null then 'open' else 'event'
    end as ending
from indexed_links
