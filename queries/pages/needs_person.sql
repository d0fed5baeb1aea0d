-- One row per kind of work that waits for a person, whatever the range.
-- What belongs to no client is for staff; as_of here is that of the orders.
-- uses: orders_as_of, links_as_of, seen_replies, refused_sends, latest_syncs
-- source: podcast
with items as (
    select 1 as position, 'overdue_orders' as item, false as is_for_staff
    union all
    select 2, 'links_blocked', false
    union all
    select 3, 'positive_unanswered', false
    union all
    select 4, 'orders_without_client', true
    union all
    select 5, 'quarantine', true
    union all
    select 6, 'sends_after_refusal', false
    union all
    select 7, 'sources_failing', true
),

waits as (
    select
        'overdue_orders' as item,
        hours_between(first_promised_at, cast(:as_of as timestamp)) as hours
    from orders_as_of
    where state = 'open' and first_promised_at <= :as_of
    union all
    select
        'links_blocked',
        hours_between(live_at, cast(:as_of as timestamp))
    from links_as_of
    where is_live and index_state in ('crawl_blocked', 'noindex', 'dead')
    union all
    select 'positive_unanswered', waits_hours
    from seen_replies
    where waits_hours is not null
    union all
    select
        'orders_without_client',
        hours_between(entered_at, cast(:as_of as timestamp))
    from orders_as_of
    where client_id is null
    union all
    select
        'quarantine',
        greatest(hours_between(first_seen_at, cast(:as_of as timestamp)), 0)
    from mart_quarantine
    where is_held
    union all
    select
        'sends_after_refusal',
        hours_between(sent_at, cast(:outreach_as_of as timestamp))
    from refused_sends
    union all
    select 'sources_failing', hours_between(as_of, finished_at)
    from latest_syncs
    where status = 'failed'
),

item_counts as (
    select item, count(*) as waiting, max(hours) as longest_hours
    from waits
    group by item
)

select
    items.item,
    coalesce(item_counts.waiting, 0) as count,
    item_counts.longest_hours
from items
left join item_counts
    on item_counts.item = items.item
where :all_clients or not items.is_for_staff
order by items.position
