-- One row per campaign, URL and engine: what waits, what went, what was refused.
select
    queue.campaign_id,
    queue.url_sha256,
    queue.engine,
    queue.url_canonical,
    queue.host,
    collected.client_id,
    queue.state,
    queue.reason,
    queue.requests,
    queue.queued_at,
    queue.not_before_at,
    queue.sent_at,
    queue.accepted_at
from stg_indexing__queue as queue
left join stg_indexing__collected as collected
    on collected.campaign_id = queue.campaign_id
    and collected.url_sha256 = queue.url_sha256
