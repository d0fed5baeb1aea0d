-- One row per URL of a campaign, collected in the range, as it stood at as_of.
-- fate is dropped, submitted, parked or failed; index_state what the latest
-- look told after the submission, or unknown.
-- uses: workflow_attempts, workflow_queue, looks_as_of
with judged_urls as (
    select
        urls.*,
        attempts.requests,
        attempts.first_accepted_at,
        coalesce(attempts.is_received, false) as is_received,
        attempts.last_sent_at,
        queue.engine as queue_engine,
        queue.not_before_at,
        looks.looks,
        looks.verdict,
        looks.reason_code,
        looks.method,
        looks.engine as look_engine,
        looks.last_look_at,
        looks.first_indexed_at,
        looks.last_not_indexed_at,
        case
            when attempts.first_accepted_at is not null then 'submitted'
            when attempts.last_state in ('sending', 'unknown_outcome')
                then 'submitted'
            when queue.is_waiting then 'parked'
            when queue.is_refused then 'failed'
            when urls.state in ('ready', 'unknown') then 'parked'
            else 'dropped'
        end as fate,
        case
            when attempts.first_accepted_at is null
                then coalesce(queue.reason, urls.reason)
        end as stop_reason
    from mart_index_urls as urls
    left join workflow_attempts as attempts
        on attempts.campaign_id = urls.campaign_id
        and attempts.url_sha256 = urls.url_sha256
    left join workflow_queue as queue
        on queue.campaign_id = urls.campaign_id
        and queue.url_sha256 = urls.url_sha256
    left join looks_as_of as looks
        on looks.url_sha256 = urls.url_sha256
    where urls.collected_at <= :as_of
        and urls.collected_at >= :start_at
        and urls.collected_at < :end_at
        and (:all_clients or urls.client_id in :clients)
        and (:any_client or urls.client_id in :filter_clients)
        and (:any_campaign or urls.campaign_id in :campaigns)
)

select
    coalesce(
        case :by
            when 'campaign_id' then campaign_id
            when 'client_id' then client_id
            when 'host' then host
            when 'month' then month_of(collected_at, :zone)
            else 'all'
        end,
        'unassigned'
    ) as group_key,
    judged_urls.*,
    first_accepted_at is not null as is_accepted,
    case
        when fate <> 'submitted' then null
        when last_look_at < coalesce(first_accepted_at, last_sent_at)
            then 'unknown'
        else coalesce(verdict, 'unknown')
    end as index_state,
    case
        when fate = 'dropped'
            and state in ('already_indexed', 'crawl_blocked', 'noindex')
            then state
        when fate = 'dropped' then coalesce(stop_reason, state)
        when fate in ('parked', 'failed')
            then coalesce(stop_reason, 'waiting')
    end as drop_reason
from judged_urls
