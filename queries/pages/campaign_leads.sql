-- One row per lead of the chosen campaign, the furthest first.
-- uses: leads_in_range, lead_stages
-- source: outreach
select
    lead_stages.lead_id,
    leads_in_range.website_url as website,
    lead_status_label(lead_stages.status) as status,
    case lead_stages.stage
        when 0 then 'discovered'
        when 1 then 'contacted'
        when 2 then 'delivered'
        when 3 then 'replied'
        when 4 then 'positive'
        when 5 then 'placed'
    end as stage,
    lead_stages.first_contacted_at,
    lead_stages.first_replied_at,
    lead_stages.best_class,
    lead_stages.placed_seen_at,
    lead_stages.sends
from lead_stages
inner join leads_in_range
    on leads_in_range.lead_id = lead_stages.lead_id
order by
    lead_stages.stage desc,
    lead_stages.first_contacted_at desc nulls last,
    lead_stages.lead_id
