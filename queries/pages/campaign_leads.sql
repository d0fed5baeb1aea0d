-- One row per lead of the chosen campaign, the furthest first.
-- uses: leads_in_range, lead_stages, lead_evidence
-- source: outreach
select
    lead_evidence.lead_id,
    leads_in_range.website_url as website,
    lead_status_label(lead_evidence.status) as status,
    case lead_stages.stage
        when 0 then 'discovered'
        when 1 then 'contacted'
        when 2 then 'delivered'
        when 3 then 'replied'
        when 4 then 'positive'
        when 5 then 'placed'
    end as stage,
    lead_evidence.first_contacted_at,
    lead_evidence.first_replied_at,
    lead_evidence.best_class,
    lead_evidence.placed_seen_at,
    lead_evidence.sends
from lead_evidence
inner join leads_in_range
    on leads_in_range.lead_id = lead_evidence.lead_id
inner join lead_stages
    on lead_stages.lead_id = lead_evidence.lead_id
order by
    lead_stages.stage desc,
    lead_evidence.first_contacted_at desc nulls last,
    lead_evidence.lead_id
