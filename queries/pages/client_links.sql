-- One row per link that went live in the range, newest first.
-- uses: live_links
-- source: podcast
select
    url,
    live_at,
    index_state,
    platform,
    target_url,
    anchor_text,
    order_id,
    slot
from live_links
order by live_at desc, order_id, slot
