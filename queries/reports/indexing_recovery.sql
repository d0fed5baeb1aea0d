-- One row per URL of a campaign that needs something, with what to do about it.
-- uses: workflow_urls
-- source: indexing
with accepted_hosts as (
    select
        campaign_id,
        host,
        max(first_accepted_at) filter (where is_received) as confirmed_at
    from workflow_urls
    group by campaign_id, host
),

reasoned_urls as (
    select
        urls.*,
        case
            when urls.first_indexed_at is not null
                and urls.last_not_indexed_at > urls.first_indexed_at
                and urls.verdict <> 'indexed'
                then 'fell_out'
            when urls.fate in ('parked', 'failed')
                and urls.drop_reason <> 'waiting'
                then urls.drop_reason
            when urls.fate = 'dropped'
                and urls.state in (
                    'crawl_blocked', 'noindex', 'dead', 'not_submittable'
                )
                then urls.state
            when urls.fate = 'submitted' and not urls.is_accepted
                and urls.index_state <> 'indexed'
                then 'interrupted'
            when urls.index_state in ('not_indexed', 'not_seen')
                then coalesce(urls.reason_code, 'not_seen')
            when urls.is_accepted
                and not urls.is_received
                and hosts.confirmed_at is null
                and hours_between(urls.first_accepted_at, :as_of) >= 24
                and urls.index_state = 'unknown'
                then 'key_pending'
            when urls.is_accepted
                and urls.index_state = 'unknown'
                and hours_between(urls.first_accepted_at, :as_of) >= 24
                then 'unchecked'
        end as need
    from workflow_urls as urls
    left join accepted_hosts as hosts
        on hosts.campaign_id = urls.campaign_id
        and hosts.host = urls.host
)

select
    campaign_id,
    url_canonical as url,
    url_sha256,
    client_id,
    host,
    need as reason,
    recovery_advice(need) as advice,
    fate,
    index_state,
    method as look_method,
    look_engine,
    not_before_at,
    first_accepted_at,
    first_indexed_at,
    last_look_at,
    collected_at,
    need in (
        'quota',
        'throttled',
        'retry_after',
        'server_error',
        'timeout',
        'unreachable'
    ) as goes_by_itself,
    need in (
        'crawled_not_indexed',
        'not_crawled',
        'not_seen',
        'http_error',
        'canonical_elsewhere',
        'noindex',
        'crawl_blocked',
        'fell_out'
    )
    and fate = 'submitted' as is_to_change_first
from reasoned_urls
where need is not null
order by need, host, url_canonical, campaign_id
