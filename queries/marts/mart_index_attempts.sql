-- One row per URL of each request to an engine. Google's receipt may say later
-- that a request did not arrive: its state is not_received.
select
    submissions.run_id,
    submissions.request_id,
    submissions.campaign_id,
    submissions.url_sha256,
    submissions.url_canonical,
    submissions.host,
    collected.client_id,
    submissions.engine,
    submissions.state,
    submissions.state in ('received', 'key_pending') as is_accepted,
    submissions.reason,
    submissions.http_status,
    submissions.attempt,
    submissions.waited_seconds,
    submissions.sent_at,
    submissions.finished_at
from stg_indexing__submissions as submissions
left join stg_indexing__collected as collected
    on collected.campaign_id = submissions.campaign_id
    and collected.url_sha256 = submissions.url_sha256
