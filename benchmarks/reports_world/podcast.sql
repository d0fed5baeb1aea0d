-- Two years of orders; 3 in 100 name no client, 4 in 100 fail.
insert into orders by name
with drawn_orders as (
    select
        unnest(range(:orders)) as number,
        17520 * dice(number, 'age') as age_hours,
        exponential(40, number, 'delivery') as delivery_hours,
        dice(number, 'failure') < 0.04 as is_failing
),

dated_orders as (
    select
        *,
        hours_after(last_sync(), -age_hours) as created_at,
        case
            when delivery_hours > age_hours then 'in_progress'
            when is_failing then 'failed'
            else 'delivered'
        end as status
    from drawn_orders
)

select
    key('ord', number) as order_id,
    case when dice(number, 'client') > 0.03
        then key('cus', cast(floor(40 * dice(number, 'whose')) as integer))
    end as client_id,
    draw(number, 'package', ['starter', 'growth', 'scale', null]) as package,
    draw(number, 'niche', ['saas', 'fintech', 'health', 'travel', 'pets'])
        as niche,
    status,
    'https://shop.example/' || number % 500 as target_url,
    'a good read' as anchor_text,
    3 as links_total,
    case when status = 'delivered' then 3 else number % 3 end
        as links_delivered,
    created_at,
    hours_after(created_at, 72) as estimated_delivery_at,
    hours_after(created_at, 72) as first_promised_at,
    case when status <> 'in_progress' and number % 5 > 0
        then hours_after(created_at, delivery_hours - 1)
    end as last_seen_open_at,
    case when status <> 'in_progress'
        then hours_after(created_at, delivery_hours + 1)
    end as first_seen_closed_at,
    case when status = 'delivered' and number % 3 = 0
        then hours_after(created_at, delivery_hours)
    end as delivered_event_at,
    case when status = 'delivered' and number % 2 = 0
        then round(delivery_hours, 1)
    end as delivered_in_hours,
    case when status = 'delivered' and number % 2 = 0 then last_sync() end
        as report_fetched_at,
    created_at as first_seen_at,
    last_sync() as fetched_at
from dated_orders;

-- Three slots an order; 6 in 10 live links are indexed, half of them on time
-- told by a report, the others between two readings.
insert into placements by name
with slots as (
    select
        orders.order_id,
        slots.slot,
        orders.order_id || '-' || slots.slot as link,
        orders.report_fetched_at is not null as has_report,
        hours_after(
            orders.created_at,
            exponential(40, orders.order_id || slots.slot, 'live')
        ) as live_at,
        orders.created_at
    from orders
    cross join (select unnest([1, 2, 3]) as slot) as slots
),

live_slots as (
    select
        *,
        live_at <= last_sync() as is_live,
        hours_after(live_at, exponential(60, link, 'index')) as index_at,
        dice(link, 'indexable') < 0.6 as is_indexable
    from slots
)

select
    order_id,
    slot,
    draw(link, 'platform', ['spotify', 'apple', 'iheart', 'podchaser'])
        as platform,
    case when is_live then 'https://links.example/' || link end as url,
    case when is_live then 'https://links.example/' || link end
        as url_canonical,
    case when is_live then sha256(link) end as url_sha256,
    is_live and is_indexable and index_at <= last_sync() as indexed,
    case when is_live then live_at end as live_at,
    case when is_live and is_indexable and has_report
        and index_at <= last_sync() then index_at
    end as indexed_at,
    case when is_live then least(hours_after(index_at, -2), last_sync()) end
        as last_seen_not_indexed_at,
    case when is_live and is_indexable and index_at <= last_sync()
        then hours_after(index_at, 2)
    end as first_seen_indexed_at,
    case when is_live then hours_after(live_at, 1) end as first_seen_live_at,
    created_at as first_seen_at,
    last_sync() as fetched_at
from live_slots;

insert into order_history by name
select
    order_id,
    unnest(['queued', 'in_progress', status]) as status,
    'list' as origin,
    links_total,
    unnest([0, 1, links_delivered]) as links_delivered,
    estimated_delivery_at,
    unnest([
        created_at, hours_after(created_at, 2), coalesce(first_seen_closed_at, created_at)
    ]) as observed_at
from orders;

-- One link in three was looked at by a machine.
insert into index_checks by name
select
    url_sha256,
    url_canonical,
    'google' as engine,
    'search_console' as provider,
    'inspection' as method,
    draw(url_sha256, 'verdict', ['indexed', 'not_indexed', 'not_seen', 'noindex'])
        as verdict,
    draw(url_sha256, 'confidence', ['authoritative', 'observed', 'reported'])
        as confidence,
    hours_after(live_at, 200) as checked_at
from placements
where dice(url_sha256, 'checked') < 0.33 and hours_after(live_at, 200) < last_sync()
