-- One row per lead of the range with the furthest stage it reached.
-- Stages: 0 discovered, 1 contacted, 2 delivered, 3 replied, 4 positive, 5
-- placed. Windows run from the first send. A placement is dated by two reads;
-- it counts within its window unless the earlier read proves that it came
-- after.
-- uses: lead_evidence
select
    group_key,
    lead_id,
    campaign_id,
    client_id,
    campaign_name,
    client_name,
    website_url,
    website_title,
    contact_email,
    source,
    quality_score,
    relevance_score,
    guest_post_likelihood,
    source_created_at,
    status,
    best_class,
    sends,
    human_replies,
    case
        when is_placed then 5
        when is_positive then 4
        when is_replied then 3
        when is_delivered then 2
        when is_contacted then 1
        else 0
    end as stage,
    is_contacted,
    is_delivered,
    is_replied,
    is_positive,
    is_placed,
    coalesce(reply_window_end(first_contacted_at) <= :outreach_as_of, false)
        as is_reply_mature,
    coalesce(reply_window_end(first_contacted_at) > :outreach_as_of, false)
        as is_reply_open,
    coalesce(placement_window_end(first_contacted_at) <= :outreach_as_of, false)
        as is_placement_mature,
    coalesce(placement_window_end(first_contacted_at) > :outreach_as_of, false)
        as is_placement_open,
    coalesce(answered_at <= reply_window_end(first_contacted_at), false)
        as is_replied_in_time,
    coalesce(agreed_at <= reply_window_end(first_contacted_at), false)
        as is_positive_in_time,
    is_placed and coalesce(
        last_seen_not_placed_at < placement_window_end(first_contacted_at),
        true
    ) as is_placed_in_time,
    created_at,
    first_contacted_at,
    first_replied_at,
    placed_seen_at
from lead_evidence
