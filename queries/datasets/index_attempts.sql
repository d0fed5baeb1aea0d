-- One row per URL of each request to an engine, every retry included.
-- source: indexing
select
    request_id,
    campaign_id,
    url_canonical as url,
    url_sha256,
    client_id,
    host,
    engine,
    state,
    reason,
    http_status,
    attempt,
    waited_seconds,
    run_id,
    sent_at,
    finished_at
from mart_index_attempts
where sent_at <= :as_of
    and sent_at >= :start_at
    and sent_at < :end_at
    and (:all_clients or client_id in :clients)
    and (:any_client or client_id in :filter_clients)
    and (:any_campaign or campaign_id in :campaigns)
order by sent_at, request_id, url_canonical
