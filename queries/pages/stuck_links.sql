-- One row per live link that is not indexed, oldest first.
-- uses: live_links
-- source: podcast
select
    index_state as state,
    url,
    age_hours,
    client_id,
    client_name,
    order_id,
    slot,
    platform,
    live_at
from live_links
where index_state <> 'indexed'
order by live_at, order_id, slot
