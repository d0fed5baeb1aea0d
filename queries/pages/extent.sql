-- One row per kind of thing: the first and last moment that has any.
-- source: both
with moments as (
    select 'orders' as thing, client_id, entered_at as moment_at
    from mart_orders
    union all
    select 'links', client_id, live_at from mart_links
    union all
    select 'promises', client_id, first_promised_at from mart_orders
    union all
    select 'leads', client_id, created_at from mart_leads
    union all
    select 'sends', client_id, sent_at from mart_attempts where status = 'sent'
    union all
    select 'replies', client_id, received_at from mart_replies
),

things as (
    select 'orders' as thing
    union all
    select 'links'
    union all
    select 'promises'
    union all
    select 'leads'
    union all
    select 'sends'
    union all
    select 'replies'
)

select
    things.thing,
    min(moments.moment_at) as first_at,
    max(moments.moment_at) as last_at
from things
left join moments
    on moments.thing = things.thing
    and (:all_clients or moments.client_id in :clients)
group by things.thing
order by things.thing
