-- One row per edge of a link's way, over links of the range: how many of those
-- that reached its start can be followed to its end. No vendor ties a link to a
-- campaign, so that edge is not here.
-- uses: links_as_of
-- source: podcast
with range_links as (
    select *
    from links_as_of
    where coalesce(live_at, order_entered_at) >= :start_at
        and coalesce(live_at, order_entered_at) < :end_at
),

submitted as (
    select distinct url_sha256
    from mart_index_attempts
    where sent_at <= :as_of and is_accepted
),

checked as (
    select distinct url_sha256
    from mart_index_checks
    where checked_at <= :as_of
),

facts as (
    select
        range_links.*,
        submitted.url_sha256 is not null as is_submitted,
        checked.url_sha256 is not null as is_checked
    from range_links
    left join submitted on submitted.url_sha256 = range_links.url_sha256
    left join checked on checked.url_sha256 = range_links.url_sha256
),

edges as (
    select
        1 as position,
        'slot to address' as edge,
        count(*) filter (where url is not null) as matched,
        count(*) as eligible
    from facts
    union all
    select
        2,
        'address to live time',
        count(*) filter (where is_live),
        count(*) filter (where url is not null)
    from facts
    union all
    select
        3,
        'live to submitted',
        count(*) filter (where is_live and is_submitted),
        count(*) filter (where is_live)
    from facts
    union all
    select
        4,
        'live to own check',
        count(*) filter (where is_live and is_checked),
        count(*) filter (where is_live)
    from facts
    union all
    select
        5,
        'live to known state',
        count(*) filter (where is_live and index_state <> 'unknown'),
        count(*) filter (where is_live)
    from facts
    union all
    select
        6,
        'indexed to its time',
        count(*) filter (where index_state = 'indexed' and event_at is not null),
        count(*) filter (where index_state = 'indexed')
    from facts
)

select
    edge,
    matched,
    eligible,
    rate(matched, eligible) as join_rate,
    wilson_low(matched, eligible) as join_low,
    wilson_high(matched, eligible) as join_high
from edges
order by position
