-- One row per campaign and URL that was sent to an engine by as_of.
with ranked_attempts as (
    select
        mart_index_attempts.*,
        is_accepted and finished_at <= :as_of as was_accepted,
        row_number() over (
            partition by campaign_id, url_sha256
            order by sent_at desc, request_id desc
        ) as recency
    from mart_index_attempts
    where sent_at <= :as_of
)

select
    campaign_id,
    url_sha256,
    count(*) as requests,
    min(finished_at) filter (where was_accepted) as first_accepted_at,
    bool_or(was_accepted and state = 'received') as is_received,
    max(state) filter (where recency = 1) as last_state,
    max(reason) filter (where recency = 1) as last_reason,
    max(sent_at) as last_sent_at
from ranked_attempts
group by campaign_id, url_sha256
