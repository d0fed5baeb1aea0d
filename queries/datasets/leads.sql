-- One row per lead created in the range, as known at as_of.
-- uses: leads_in_range, lead_stages
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
    lead_stages.status,
    leads_in_range.quality_score,
    leads_in_range.relevance_score,
    leads_in_range.guest_post_likelihood,
    leads_in_range.source,
    leads_in_range.source_created_at as created_at,
    lead_stages.first_contacted_at,
    lead_stages.first_replied_at,
    lead_stages.placed_seen_at,
    leads_in_range.client_id,
    lead_stages.stage,
    lead_stages.best_class,
    lead_stages.sends,
    lead_stages.human_replies
from leads_in_range
inner join lead_stages
    on lead_stages.lead_id = leads_in_range.lead_id
order by leads_in_range.created_at, leads_in_range.lead_id
