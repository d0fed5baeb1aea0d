-- One row per URL of an indexing campaign, as its latest plan judged it.
select
    campaign_id,
    url_sha256,
    url_canonical,
    host,
    client_id,
    list_id,
    state,
    reason,
    repeats,
    collected_at,
    planned_at
from index_collected
