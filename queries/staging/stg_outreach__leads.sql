-- One row per lead, as last read.
select
    lead_id,
    campaign_id,
    url as website_url,
    domain,
    title as website_title,
    lower(email) as contact_email,
    status,
    source,
    notes,
    score as quality_score,
    relevance_score,
    guest_post_likelihood,
    created_at,
    last_seen_not_placed_at,
    placed_seen_at,
    flags,
    first_seen_at,
    fetched_at
from leads
