-- One row per engine: how many URLs it took, each counted once however often it
-- was sent. 200 and 202 stand apart: 202 waits for the key.
-- source: indexing
-- group: engine
with seen_attempts as (
    select *
    from mart_index_attempts
    where sent_at <= :as_of
        and sent_at >= :start_at
        and sent_at < :end_at
        and (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
        and (:any_campaign or campaign_id in :campaigns)
),

urls as (
    select
        engine,
        campaign_id,
        url_sha256,
        bool_or(state = 'received') as is_received,
        bool_or(state = 'key_pending') as is_key_pending,
        bool_or(state like 'refused%') as is_refused,
        bool_or(state in ('sending', 'unknown_outcome')) as is_unknown
    from seen_attempts
    group by engine, campaign_id, url_sha256
),

url_counts as (
    select
        engine,
        count(*) as urls,
        count(*) filter (where is_received) as received,
        count(*) filter (where is_key_pending and not is_received)
            as key_pending,
        count(*) filter (
            where is_unknown and not is_received and not is_key_pending
        ) as unknown_outcome,
        count(*) filter (
            where is_refused
            and not is_received
            and not is_key_pending
            and not is_unknown
        ) as refused
    from urls
    group by engine
),

requests as (
    select
        engine,
        request_id,
        min(attempt) as attempt,
        min(http_status) as http_status
    from seen_attempts
    group by engine, request_id
),

request_counts as (
    select
        engine,
        count(*) as requests,
        count(*) filter (where attempt > 0) as retries,
        count(*) filter (where http_status = 429) as throttled
    from requests
    group by engine
)

select
    url_counts.engine as "group",
    url_counts.urls,
    url_counts.received,
    url_counts.key_pending,
    url_counts.refused,
    url_counts.unknown_outcome,
    url_counts.urls
    - url_counts.received
    - url_counts.key_pending
    - url_counts.refused
    - url_counts.unknown_outcome as waiting,
    request_counts.requests,
    request_counts.retries,
    request_counts.throttled,
    rate(url_counts.received, url_counts.urls) as received_rate,
    wilson_low(url_counts.received, url_counts.urls) as received_low,
    wilson_high(url_counts.received, url_counts.urls) as received_high,
    rate(url_counts.received + url_counts.key_pending, url_counts.urls)
        as accepted_rate
from url_counts
inner join request_counts on request_counts.engine = url_counts.engine
order by url_counts.engine
