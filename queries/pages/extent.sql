-- One row per kind of thing: the first and last moment that has any.
-- source: both
with moments as (
    select 'orders' as thing, min(entered_at) as first_at, max(entered_at) as last_at
    from mart_orders
    where (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
    union all
    select 'links', min(live_at), max(live_at)
    from mart_links
    where (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
    union all
    select 'promises', min(first_promised_at), max(first_promised_at)
    from mart_orders
    where (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
    union all
    select 'leads', min(created_at), max(created_at)
    from mart_leads
    where (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
    union all
    select 'sends', min(sent_at), max(sent_at)
    from mart_attempts
    where status = 'sent'
        and (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
    union all
    select 'replies', min(received_at), max(received_at)
    from mart_replies
    where (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
)

select
    thing,
    first_at,
    last_at
from moments
order by thing
