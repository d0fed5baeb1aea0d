-- One row per lead created in the range, as known at as_of.
-- uses: leads_in_range, lead_stages, lead_evidence
-- source: outreach
select
    leads_in_range.lead_id,
    leads_in_range.campaign_id,
    leads_in_range.website_url,
    leads_in_range.website_title,
    case
        when :all_clients then leads_in_range.contact_email
        else masked_address(leads_in_range.contact_email)
    end as contact_email,
    lead_evidence.status,
    leads_in_range.quality_score,
    leads_in_range.relevance_score,
    leads_in_range.guest_post_likelihood,
    leads_in_range.source,
    leads_in_range.source_created_at as created_at,
    lead_evidence.first_contacted_at,
    lead_evidence.first_replied_at,
    lead_evidence.placed_seen_at,
    leads_in_range.client_id,
    lead_stages.stage,
    lead_evidence.best_class,
    lead_evidence.sends,
    lead_evidence.human_replies
from leads_in_range
inner join lead_evidence
    on lead_evidence.lead_id = leads_in_range.lead_id
inner join lead_stages
    on lead_stages.lead_id = leads_in_range.lead_id
order by leads_in_range.created_at, leads_in_range.lead_id
