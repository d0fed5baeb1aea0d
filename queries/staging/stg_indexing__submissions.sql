-- One row per submission of a URL to an engine.
select
    run_id,
    url_sha256,
    url_canonical,
    host,
    engine,
    state,
    http_status,
    attempt,
    sent_at
from index_submissions
