-- One row per slot of an order; live_at is empty until the slot has a URL.
-- kept: as a table
select
    placements.order_id,
    placements.slot,
    orders.client_id,
    coalesce(clients.client_name, orders.client_id) as client_name,
    orders.package,
    orders.niche,
    placements.platform,
    placements.url,
    placements.url_canonical,
    placements.url_sha256,
    orders.target_url,
    orders.anchor_text,
    placements.flags,
    placements.indexed,
    placements.url is not null and placements.live_at is not null as is_live,
    case when placements.url is not null then placements.live_at end as live_at,
    placements.indexed_at,
    placements.last_seen_not_indexed_at,
    placements.first_seen_indexed_at,
    placements.deindexed_at,
    placements.lost_at,
    -- A report tells each link's whole past. Without one, only what was read
    -- is known, and a link is watched from its first reading on.
    case
        when placements.indexed_at is null and orders.report_fetched_at is null
            then coalesce(placements.first_seen_live_at, placements.first_seen_at)
    end as watched_from_at,
    coalesce(orders.created_at, placements.first_seen_at) as order_entered_at
from stg_podcast__placements as placements
left join stg_podcast__orders as orders on orders.order_id = placements.order_id
left join stg_ledger__clients as clients on clients.client_id = orders.client_id
