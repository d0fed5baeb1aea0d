-- One row per check of a URL.
select
    url_sha256,
    url_canonical,
    engine,
    provider,
    method,
    verdict,
    reason_code,
    confidence,
    checked_at,
    last_crawl_at
from index_checks
