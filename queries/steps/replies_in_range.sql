-- One row per reply received in the range that the viewer may see.
-- uses: seen_replies
select
    coalesce(
        case :by
            when 'campaign_id' then campaign_id
            when 'client_id' then client_id
            when 'month' then month_of(received_at, :zone)
            else 'all'
        end,
        'unassigned'
    ) as group_key,
    reply_id,
    attempt_id,
    campaign_id,
    client_id,
    campaign_name,
    from_email,
    subject,
    classification,
    is_human,
    received_at,
    lead_id,
    coalesce(matched_by, 'none') as matched_by,
    lead_contacted_at,
    lead_replied_at,
    waits_hours
from seen_replies
where received_at >= :start_at and received_at < :end_at
