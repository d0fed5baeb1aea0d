-- One row per URL of each request to an engine; the answer's body is left out.
select
    run_id,
    request_id,
    campaign_id,
    url_sha256,
    url_canonical,
    host,
    engine,
    state,
    reason,
    http_status,
    attempt,
    waited_seconds,
    sent_at,
    finished_at
from index_submissions
