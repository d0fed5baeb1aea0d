-- One row per link of one order and step of its way, with who says so: ordered,
-- slot read, live, submitted, checked, indexed, missed or lost. Steps without a
-- time have not happened, or nobody has told.
-- uses: links_as_of
-- source: podcast
with order_links as (
    select *
    from links_as_of
    where order_id = :order_id
),

submissions as (
    select
        order_links.slot,
        min(attempts.sent_at) as sent_at,
        min_by(
            attempts.engine || ' answered ' || attempts.http_status,
            attempts.sent_at
        ) as note
    from order_links
    inner join mart_index_attempts as attempts
        on attempts.url_sha256 = order_links.url_sha256
    where attempts.sent_at <= :as_of
        and attempts.is_accepted
    group by order_links.slot
),

checks as (
    select
        order_links.slot,
        max(checks.checked_at) as checked_at,
        max_by(
            checks.state || ' by ' || coalesce(checks.method, checks.engine),
            checks.checked_at
        ) as note
    from order_links
    inner join mart_index_checks as checks
        on checks.url_sha256 = order_links.url_sha256
    where checks.checked_at <= :as_of
    group by order_links.slot
),

steps as (
    select
        order_links.slot,
        1 as position,
        'ordered' as step,
        orders.created_at as happened_at,
        'vendor' as origin,
        'time of the order' as note
    from order_links
    inner join mart_orders as orders on orders.order_id = order_links.order_id
    union all
    select
        order_links.slot,
        2,
        'slot read',
        readings.first_seen_at,
        'our read',
        'first read that held this slot'
    from order_links
    inner join mart_link_readings as readings
        on readings.order_id = order_links.order_id
        and readings.slot = order_links.slot
        and readings.first_seen_at <= :as_of
    union all
    select slot, 3, 'live', live_at, 'vendor', 'time the vendor gives'
    from order_links
    union all
    select
        order_links.slot,
        4,
        'submitted',
        submissions.sent_at,
        'our submission',
        submissions.note
    from order_links
    left join submissions on submissions.slot = order_links.slot
    union all
    select
        order_links.slot,
        5,
        'checked',
        checks.checked_at,
        'our check',
        checks.note
    from order_links
    left join checks on checks.slot = order_links.slot
    union all
    select
        slot,
        6,
        'indexed',
        event_at,
        case
            when event_at is null then null
            when indexed_at is not null then 'vendor''s report'
            else 'between two reads'
        end,
        case
            when event_at is null and is_without_clock
                then 'indexed when first read: no time'
            when event_at is null then 'not known as indexed'
            when is_indexed_before_live then 'the page was indexed before the link'
            when indexed_at is null then 'right edge of an interval of '
                || cast(
                    round(hours_between(last_seen_not_indexed_at, event_at), 1)
                    as varchar
                ) || ' h'
            else 'exact'
        end
    from order_links
    union all
    select
        order_links.slot,
        7,
        'missed again',
        readings.deindexed_at,
        'our read',
        'no longer indexed at that read'
    from order_links
    inner join mart_link_readings as readings
        on readings.order_id = order_links.order_id
        and readings.slot = order_links.slot
        and readings.deindexed_at <= :as_of
    union all
    select slot, 8, 'lost', lost_at, 'our read', 'its address was gone'
    from order_links
    where lost_at <= :as_of
),

known_steps as (
    select slot, position, happened_at
    from steps
    where happened_at is not null and position in (1, 3, 4, 6, 7, 8)
),

-- when we read is no step of the link: gaps run between what happened to it
gaps as (
    select
        slot,
        position,
        hours_between(
            lag(happened_at) over (partition by slot order by position),
            happened_at
        ) as gap_hours
    from known_steps
)

select
    steps.slot,
    steps.step,
    steps.happened_at,
    gaps.gap_hours,
    case when steps.happened_at is not null then steps.origin end as origin,
    steps.note
from steps
left join gaps
    on gaps.slot = steps.slot
    and gaps.position = steps.position
order by steps.slot, steps.position
