-- One row per slot of one order.
-- uses: links_as_of
-- source: podcast
select
    slot,
    platform,
    url,
    live_at,
    index_state,
    event_at as indexed_at
from links_as_of
where order_id = :order_id
order by slot
