-- One row per slot that a viewer may see, in the state it had at as_of, on
-- whatever platform: an order is paid for with all of its links.
-- uses: checks_as_of
with seen_links as (
    select
        mart_links.*,
        mart_links.live_at <= :as_of as was_live,
        checks_as_of.state as checked_state,
        checks_as_of.source as checked_source,
        checks_as_of.first_ended_at,
        -- An exact time, else the right edge of the interval between two
        -- readings. A link that was indexed at its first reading has no clock.
        coalesce(
            mart_links.indexed_at,
            case when mart_links.last_seen_not_indexed_at is not null then
                least(
                    mart_links.first_seen_indexed_at,
                    checks_as_of.first_indexed_at
                )
            end
        ) as event_at
    from mart_links
    left join checks_as_of on checks_as_of.url_sha256 = mart_links.url_sha256
    where mart_links.order_entered_at <= :as_of
        and (:all_clients or mart_links.client_id in :clients)
        and (:any_client or mart_links.client_id in :filter_clients)
        and (:any_package or mart_links.package in :packages)
        and (:any_niche or mart_links.niche in :niches)
),

flagged_links as (
    select
        seen_links.*,
        case
            when not coalesce(was_live, false) then 'unknown'
            when deindexed_at <= :as_of and not coalesce(indexed, false)
                then 'not_seen'
            when event_at <= :as_of then 'indexed'
            when event_at > :as_of then 'not_seen'
            when indexed then 'indexed'
            when deindexed_at > :as_of then 'indexed'
            when not indexed then 'not_seen'
            else 'unknown'
        end as flag_state
    from seen_links
),

judged_links as (
    select
        flagged_links.*,
        -- to be refused by an engine is no observation: any flag says more
        was_live
        and checked_state is not null
        and (checked_state <> 'not_permitted' or flag_state = 'unknown')
            as is_checked
    from flagged_links
)

select
    order_id,
    slot,
    client_id,
    client_name,
    package,
    niche,
    platform,
    case when was_live or live_at is null then url end as url,
    case when was_live or live_at is null then url_sha256 end as url_sha256,
    target_url,
    anchor_text,
    case when is_checked then checked_state else flag_state end as index_state,
    case
        when is_checked then checked_source
        when flag_state = 'unknown' then null
        when indexed_at <= :as_of and flag_state = 'indexed' then 'report'
        else 'vendor_flag'
    end as index_source,
    case
        when live_at is null then indexed
        when flag_state <> 'unknown' then flag_state = 'indexed'
    end as indexed,
    coalesce(was_live, false) as is_live,
    coalesce(event_at < live_at, false) as is_indexed_before_live,
    event_at is null
    and (
        first_seen_indexed_at is not null
        or case when is_checked then checked_state else flag_state end = 'indexed'
    ) as is_without_clock,
    case when was_live then live_at end as live_at,
    case when event_at <= :as_of then event_at end as event_at,
    case when indexed_at <= :as_of then indexed_at end as indexed_at,
    order_entered_at,
    lost_at,
    first_seen_indexed_at,
    last_seen_not_indexed_at,
    watched_from_at,
    first_ended_at
from judged_links
