-- One row per lead of the chosen campaign, the furthest first.
-- uses: lead_stages
-- source: outreach
select
    lead_id,
    website_url as website,
    lead_status_label(status) as status,
    case stage
        when 0 then 'discovered'
        when 1 then 'contacted'
        when 2 then 'delivered'
        when 3 then 'replied'
        when 4 then 'positive'
        when 5 then 'placed'
    end as stage,
    first_contacted_at,
    first_replied_at,
    best_class,
    placed_seen_at,
    sends
from lead_stages
order by
    lead_stages.stage desc,
    first_contacted_at desc nulls last,
    lead_id
