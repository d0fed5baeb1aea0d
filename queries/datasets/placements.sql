-- One row per slot that went live in the range, or was ordered in it and waits.
-- uses: links_as_of
-- source: podcast
select
    order_id,
    slot,
    client_id,
    package,
    niche,
    platform,
    url,
    url_sha256,
    live_at,
    indexed,
    indexed_at,
    case when first_seen_indexed_at <= :as_of then first_seen_indexed_at end
        as first_seen_indexed_at,
    case when last_seen_not_indexed_at <= :as_of then last_seen_not_indexed_at end
        as last_seen_not_indexed_at,
    index_state,
    index_source,
    is_indexed_before_live,
    case when lost_at <= :as_of then lost_at end as lost_at
from links_as_of
where coalesce(live_at, order_entered_at) >= :start_at
    and coalesce(live_at, order_entered_at) < :end_at
order by order_entered_at, order_id, slot
