-- One row per URL and engine that was last seen in the index of that engine.
-- What was looked up for one client tells another nothing: of looks, only those
-- at URLs that a client in scope has count.
-- uses: links_as_of
-- source: podcast
with own_urls as (
    select url_sha256
    from links_as_of
    union
    select url_sha256
    from mart_index_urls
    where client_id in :clients
),

ranked_checks as (
    select
        url_sha256,
        engine,
        method,
        state,
        checked_at,
        row_number() over (
            partition by url_sha256, engine
            order by checked_at desc, method, state
        ) as recency
    from mart_index_checks
    where state in ('indexed', 'not_indexed', 'not_seen')
        and (:all_clients or url_sha256 in (select url_sha256 from own_urls))
)

select
    url_sha256,
    engine,
    method,
    checked_at as seen_at
from ranked_checks
where recency = 1 and state = 'indexed'

union all

-- what the vendor flags of its own links names no engine
select
    url_sha256,
    null as engine,
    max(index_source) as method,
    max(coalesce(event_at, first_seen_indexed_at)) as seen_at
from links_as_of
where index_state = 'indexed'
    and index_source in ('report', 'vendor_flag')
    and url_sha256 is not null
group by url_sha256
order by url_sha256, engine nulls last, method
