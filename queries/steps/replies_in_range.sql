-- One row per reply received in the range that the viewer may see.
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
    -- an interested reply waits until a mail or a placement follows it
    case
        when classification = 'interested'
            and coalesce(answered_at > :outreach_as_of, true)
            and coalesce(lead_placed_seen_at > :outreach_as_of, true)
            then hours_between(received_at, :outreach_as_of)
    end as waits_hours
from fact_replies
where
    (:all_clients or client_id in :clients)
    and (:any_client or client_id in :filter_clients)
    and (:any_campaign or campaign_id in :campaigns)
    and (
        :any_sender
        or attempt_id in (
            select attempt_id
            from mart_attempts
            where not :any_sender and sender_email in :senders
        )
    )
    and received_at >= :start_at
    and received_at < :end_at
    and received_at <= :outreach_as_of
