-- One row per campaign, URL and engine that it is meant for.
select
    campaign_id,
    url_sha256,
    engine,
    url_canonical,
    host,
    state,
    reason,
    requests,
    queued_at,
    not_before_at,
    sent_at,
    accepted_at
from index_queue
