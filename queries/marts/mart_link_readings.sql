-- One row per slot: when it was first read, and when it was last missed.
select
    order_id,
    slot,
    first_seen_at,
    deindexed_at,
    lost_at
from stg_podcast__placements
