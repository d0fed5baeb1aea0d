-- One row per value that a filter offers: what this viewer may choose.
-- source: both
with choices as (
    select
        'client' as kind,
        client_id,
        client_id as value,
        client_name as label,
        1 as weight
    from mart_orders
    union all
    select 'client', client_id, client_id, client_name, 0 from mart_clients
    union all
    select 'package', client_id, package, package, 1 from mart_orders
    union all
    select 'niche', client_id, niche, niche, 1 from mart_orders
    union all
    select 'platform', client_id, platform, platform, 1 from mart_links
    union all
    select 'campaign', client_id, campaign_id, campaign_name, 0
    from mart_campaigns
    union all
    select 'campaign', client_id, campaign_id, campaign_name, 1 from mart_leads
    union all
    select 'sender', client_id, sender_email, sender_email, 1 from mart_attempts
)

select
    kind,
    value,
    coalesce(max(label), value) as label,
    cast(sum(weight) as bigint) as "rows"
from choices
where value is not null
    and (:all_clients or client_id in :clients)
group by kind, value
order by kind, coalesce(max(label), value), value
