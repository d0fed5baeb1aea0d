-- One row per change that was seen on a slot.
select
    order_id,
    slot,
    url,
    origin,
    indexed,
    live_at,
    indexed_at,
    observed_at
from placement_history
