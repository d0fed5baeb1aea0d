-- One row per lead created in the range that the viewer may see, with what is
-- known of its mails and replies by now.
select
    coalesce(
        case :by
            when 'campaign_id' then campaign_id
            when 'client_id' then client_id
            when 'source' then source
            when 'month' then month_of(created_at, :zone)
            else 'all'
        end,
        'unassigned'
    ) as group_key,
    fact_leads.*
from fact_leads
where
    (:all_clients or client_id in :clients)
    and (:any_client or client_id in :filter_clients)
    and (:any_campaign or campaign_id in :campaigns)
    and (
        :any_sender
        or lead_id in (
            select lead_id
            from mart_attempts
            where not :any_sender and sender_email in :senders
        )
    )
    and created_at >= :start_at
    and created_at < :end_at
    and created_at <= :outreach_as_of
