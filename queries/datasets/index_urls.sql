-- One row per URL of a campaign: where it stands in the workflow, and since when.
-- The archive of what was pushed: what got indexed stays in it.
-- uses: workflow_urls
-- source: indexing
select
    campaign_id,
    url_canonical as url,
    url_sha256,
    client_id,
    host,
    fate,
    state as plan_state,
    drop_reason,
    index_state,
    reason_code,
    method as look_method,
    look_engine,
    repeats,
    requests,
    collected_at,
    first_accepted_at,
    first_indexed_at,
    last_look_at,
    hours_between(first_accepted_at, first_indexed_at)
        as first_seen_indexed_hours
from workflow_urls
order by campaign_id, host, url_canonical
