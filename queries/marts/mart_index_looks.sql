-- One row per look into an engine's index, the vendor's own flags included.
-- What a look at the page itself found is no look into an index.
select
    url_sha256,
    engine,
    provider,
    method,
    confidence,
    verdict,
    verdict in ('indexed', 'not_indexed', 'not_seen') as is_observation,
    reason_code,
    checked_at,
    last_crawl_at
from stg_indexing__checks
where verdict in (
        'indexed', 'not_indexed', 'not_seen', 'unknown', 'not_permitted', 'error'
    )
union all
select
    url_sha256,
    null,
    'podcast_backlinks',
    'vendor_flag',
    'reported',
    'indexed',
    true,
    null,
    coalesce(indexed_at, first_seen_indexed_at),
    null
from stg_podcast__placements
where coalesce(indexed_at, first_seen_indexed_at) is not null
    and url_sha256 is not null
union all
select
    url_sha256,
    null,
    'podcast_backlinks',
    'vendor_flag',
    'reported',
    'not_seen',
    true,
    null,
    last_seen_not_indexed_at,
    null
from stg_podcast__placements
where last_seen_not_indexed_at is not null
    and url_sha256 is not null
