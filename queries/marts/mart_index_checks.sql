-- One row per check that told something about a URL, in the words of index_state.
with named_checks as (
    select
        url_sha256,
        engine,
        provider,
        method,
        confidence,
        case
            when verdict in ('crawl_blocked', 'noindex', 'dead', 'clear')
                then verdict
            when verdict = 'indexed' then 'indexed'
            when reason_code in ('crawl_blocked', 'noindex') then reason_code
            when reason_code = 'http_error' then 'dead'
            when verdict in ('not_indexed', 'not_seen', 'not_permitted')
                then verdict
        end as state,
        checked_at
    from stg_indexing__checks
)

select
    url_sha256,
    engine,
    provider,
    method,
    confidence,
    state,
    checked_at
from named_checks
where state is not null
