-- One row per slot of an order, as last read.
select
    order_id,
    slot,
    platform,
    url,
    url_canonical,
    url_sha256,
    indexed,
    live_at,
    indexed_at,
    last_seen_not_indexed_at,
    first_seen_indexed_at,
    first_seen_live_at,
    lost_at,
    deindexed_at,
    flags,
    first_seen_at,
    fetched_at
from placements
