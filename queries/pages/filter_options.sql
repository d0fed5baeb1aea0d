-- One row per value that a filter offers: what this viewer may choose. Whoever
-- does not see all clients reads no addresses, so chooses no sender.
-- source: both
with choices as (
    select
        'client' as kind,
        client_id as value,
        client_name as label,
        1 as weight
    from mart_orders
    where :all_clients or client_id in :clients
    union all
    select 'client', client_id, client_name, 0
    from mart_clients
    where :all_clients or client_id in :clients
    union all
    select 'package', package, package, count(*)
    from mart_orders
    where :all_clients or client_id in :clients
    group by package
    union all
    select 'niche', niche, niche, count(*)
    from mart_orders
    where :all_clients or client_id in :clients
    group by niche
    union all
    select 'platform', platform, platform, count(*)
    from mart_links
    where :all_clients or client_id in :clients
    group by platform
    union all
    select 'campaign', campaign_id, campaign_name, 0
    from mart_campaigns
    where :all_clients or client_id in :clients
    union all
    select 'campaign', campaign_id, max(campaign_name), count(*)
    from mart_leads
    where :all_clients or client_id in :clients
    group by campaign_id
    union all
    select 'sender', sender_email, sender_email, count(*)
    from mart_attempts
    where :all_clients
    group by sender_email
)

select
    kind,
    value,
    coalesce(max(label), value) as label,
    cast(sum(weight) as bigint) as "rows"
from choices
where value is not null
group by kind, value
order by kind, coalesce(max(label), value), value
