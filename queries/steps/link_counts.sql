-- One row per group of links that went live in the range.
-- uses: live_links
select
    group_key,
    count(*) as live_links,
    count(*) filter (
        where index_state in (
            'indexed', 'not_seen', 'not_indexed', 'noindex', 'dead'
        )
    ) as known_now,
    count(*) filter (where index_state = 'indexed') as indexed_now,
    count(*) filter (where index_state in ('crawl_blocked', 'noindex', 'dead'))
        as cannot_be_indexed
from live_links
group by group_key
