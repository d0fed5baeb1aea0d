-- One row per lead created in the range, as known at as_of.
-- uses: lead_stages
-- source: outreach
-- ordered: mart_leads, created_at
select
    lead_id,
    campaign_id,
    website_url,
    website_title,
    case
        when :all_clients then contact_email
        else masked_address(contact_email)
    end as contact_email,
    status,
    quality_score,
    relevance_score,
    guest_post_likelihood,
    source,
    source_created_at as created_at,
    first_contacted_at,
    first_replied_at,
    placed_seen_at,
    client_id,
    stage,
    best_class,
    sends,
    human_replies
from lead_stages
order by lead_stages.created_at, lead_id
